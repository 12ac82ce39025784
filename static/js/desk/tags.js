// Suggestions for the tag being typed, not only for the first of the line.

const field = document.getElementById("tags");
const list = document.getElementById("known-tags");
const names = [...list.options].map((option) => option.value);

field.addEventListener("input", () => {
  const start = field.value.slice(0, field.value.lastIndexOf(",") + 1);
  const used = new Set(start.split(",").map((name) => name.trim().toLowerCase()));
  const left = names.filter((name) => !used.has(name.toLowerCase()));
  const options = left.map((name) => {
    const option = document.createElement("option");
    option.value = start ? `${start} ${name}` : name;
    return option;
  });
  list.replaceChildren(...options);
});
