// What is in the editor's form, as one text that can be compared and kept.

export const form = document.getElementById("editor");
export const body = document.getElementById("body");

// What belongs to the sending, not to the post.
const APART = new Set([
  "csrf_token",
  "based_on",
  "form_key",
  "window",
  "sequence",
  "theirs",
  "places",
]);

const isContent = (control) =>
  control.name &&
  !APART.has(control.name) &&
  !control.name.startsWith("place-") &&
  control.matches("input, select, textarea") &&
  !control.closest("#publish");

const controls = () => [...form.elements].filter(isContent);

// What the server sent is in the defaults of the controls, also after the browser has put back
// what was typed before a reload.
const preset = (control) => {
  if (!control.options) return control.defaultValue;
  const options = [...control.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
};

export const content = () => JSON.stringify(controls().map((each) => [each.name, each.value]));

export const original = () => JSON.stringify(controls().map((each) => [each.name, preset(each)]));

// Put what was kept elsewhere into the form. A choice that is no more is left as it is.
export const fill = (text) => {
  for (const [name, value] of JSON.parse(text)) {
    const control = form.elements.namedItem(name);
    if (!control || control.value === value) continue;
    const before = control.value;
    control.value = value;
    if (control.options && control.selectedIndex < 0) control.value = before;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

export const valueIn = (text, name) => JSON.parse(text).find(([each]) => each === name)?.[1] ?? "";
