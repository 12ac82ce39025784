// The tools below the text, as buttons and as keys. Without script they could do nothing, so it
// is here that they are shown.

import * as blocks from "./blocks.js";
import { apply } from "./edit.js";
import { APPLE, chord } from "./keys.js";
import * as marks from "./marks.js";
import { picture } from "./inserting.js";

const TOOLS = { ...blocks, ...marks };
const KEYS = { "Ctrl+B": "bold", "Ctrl+I": "italic", "Ctrl+K": "link" };
Object.assign(KEYS, { "Ctrl+Alt+2": "heading", "Ctrl+Alt+M": "picture" });
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

const field = document.getElementById("body");
const toolbar = document.getElementById("toolbar");
const buttons = [...toolbar.querySelectorAll("[data-tool]")];

const use = (tool) => {
  if (tool === "picture") {
    picture();
    return;
  }
  apply(field, TOOLS[tool](field.value, field.selectionStart, field.selectionEnd));
  // A browser goes to a caret that has moved only when the next letter is typed.
  if (tool === "note" && field.getBoundingClientRect().bottom > innerHeight) {
    field.scrollIntoView({ block: "end" });
  }
};

// One stop of the tabulator for all of them; the arrows lead from one to the next.
const stopAt = (button) => {
  for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
};

const next = (key) => {
  const here = buttons.indexOf(document.activeElement);
  if (key === "Home") return 0;
  if (key === "End") return buttons.length - 1;
  const forward = getComputedStyle(toolbar).direction === "rtl" ? -1 : 1;
  return (here + STEPS[key] * forward + buttons.length) % buttons.length;
};

toolbar.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (!(event.key in STEPS) && event.key !== "Home" && event.key !== "End") return;
  event.preventDefault();
  buttons[next(event.key)].focus();
});

toolbar.addEventListener("focusin", ({ target }) => stopAt(target));

// The text keeps the focus under a pointer, and a phone its keyboard.
toolbar.addEventListener("mousedown", (event) => event.preventDefault());

toolbar.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-tool]");
  if (button) use(button.dataset.tool);
});

field.addEventListener("keydown", (event) => {
  const tool = KEYS[chord(event)];
  if (!tool) return;
  event.preventDefault();
  use(tool);
});

if (APPLE) {
  for (const button of buttons) {
    button.title = button.title.replace("Ctrl+Alt+", "⌃⌥").replace("Ctrl+", "⌘");
  }
}
stopAt(buttons[0]);
toolbar.hidden = false;
