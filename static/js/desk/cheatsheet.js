// Esc closes the cheat sheet from the text and from within it. It does not close by itself: it
// is there to be looked at while one writes.

const sheet = document.getElementById("cheat-sheet");
const frame = sheet.querySelector("iframe");

const close = ({ key }) => {
  // What lies above it is closed first.
  if (key !== "Escape" || document.querySelector(".pop:popover-open")) return;
  if (sheet.matches(":popover-open")) sheet.hidePopover();
};

if (sheet.hidePopover) {
  document.addEventListener("keydown", close);
  frame.addEventListener("load", () => frame.contentDocument?.addEventListener("keydown", close));
}
