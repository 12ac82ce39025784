// Ctrl+Alt+P shows the preview and comes back, Ctrl+Alt+D the details, Esc closes what lies on top.

import { chord } from "./keys.js";

const field = document.getElementById("body");
const details = document.getElementById("details");
const detailsOn = document.getElementById("details-on");
const jump = document.querySelector(".top .jump");
const frame = document.getElementById("preview");
const views = [...document.querySelectorAll('.switch input[name="view"]')];

const isShown = (element) => element.getClientRects().length > 0;

const show = (value) => {
  const view = views.find((each) => each.value === value);
  if (!view.checked) view.click();
  return view;
};

// Where the writer was before the preview took the place of the text.
let left = null;

const togglePreview = () => {
  const view = views.find((each) => each.checked).value;
  if (view !== "preview") {
    left = { view, focus: document.activeElement, scroll: scrollY };
    show("preview").focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: "instant" });
    return;
  }
  show(left?.view ?? "write");
  const back = left?.focus && left.focus !== document.body ? left.focus : field;
  back.focus({ preventScroll: true });
  if (left) scrollTo({ top: left.scroll, behavior: "instant" });
  left = null;
};

const toggleDetails = () => {
  // Without a column for them they follow the text, and there is nothing to close.
  if (isShown(jump)) {
    show("write");
    jump.click();
  } else if (isShown(details)) {
    const within = details.contains(document.activeElement);
    detailsOn.click();
    if (within) field.focus({ preventScroll: true });
    return;
  } else {
    show("write");
    if (!detailsOn.checked) detailsOn.click();
  }
  details.querySelector("summary").focus();
};

const KEYS = { "Ctrl+Alt+P": togglePreview, "Ctrl+Alt+D": toggleDetails };

const press = (event) => {
  const act = KEYS[chord(event)];
  if (!act) return;
  event.preventDefault();
  act();
};

// Popovers close by themselves, one at a time; a message lies below them.
const closeMessage = ({ key, isComposing }) => {
  if (key !== "Escape" || isComposing) return;
  if (CSS.supports("selector(:popover-open)") && document.querySelector(":popover-open")) return;
  if (document.querySelector("#picker[open]")) return;
  const message = document.querySelector("dialog.toast[open]");
  if (!message) return;
  const within = message.contains(document.activeElement);
  message.close();
  if (within) field.focus({ preventScroll: true });
};

document.addEventListener("keydown", press);
// Asked before anything else is closed by the same key.
document.addEventListener("keydown", closeMessage, { capture: true });
// Keys pressed within the preview come to its own page.
frame.addEventListener("load", () => frame.contentDocument?.addEventListener("keydown", press));
