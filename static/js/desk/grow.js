// Fields that grow with their text, where the stylesheet cannot make them.

const title = document.getElementById("title");
const body = document.getElementById("body");

const grow = (field) => {
  field.style.overflow = "hidden";
  field.style.resize = "none";
  const place = scrollY;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
  // Measuring makes the page short for a moment, which would move it.
  scrollTo({ top: place, behavior: "instant" });
};

if (!CSS.supports("field-sizing", "content")) {
  for (const field of [title, body]) {
    field.addEventListener("input", () => grow(field));
    addEventListener("resize", () => grow(field));
    document.fonts.ready.then(() => grow(field));
  }
}

// A title is one line, so Enter goes on to the text.
title.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  body.focus();
});
