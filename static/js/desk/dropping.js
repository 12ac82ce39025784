// Files that are dragged onto the page: where they can be dropped, and that they never take its
// place, as a browser would have it.

const places = [];
const field = document.getElementById("body");

// What is dropped on an element of this selector goes to `take(files, caret)`; the caret is a place
// in the text, or null.
export const takeDrops = (selector, take) => places.unshift({ selector, take });

const bringsFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files") ?? false;

const placeOf = ({ target }) => places.find(({ selector }) => target.closest?.(selector));

let over = null;

const mark = (element) => {
  if (over === element) return;
  over?.removeAttribute("data-dropping");
  over = element;
  over?.setAttribute("data-dropping", "");
};

// Pages in frames would take what is dropped on them.
const begin = (isOn) => document.documentElement.toggleAttribute("data-drags", isOn);

const caretAt = ({ target, clientX, clientY }) => {
  if (target !== field) return null;
  const place = document.caretPositionFromPoint?.(clientX, clientY);
  return place?.offsetNode === field ? place.offset : null;
};

document.addEventListener("dragover", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  begin(true);
  const place = placeOf(event);
  event.dataTransfer.dropEffect = place ? "copy" : "none";
  mark(place ? event.target.closest(place.selector) : null);
});

document.addEventListener("dragleave", (event) => {
  // It has left the window.
  if (event.relatedTarget) return;
  begin(false);
  mark(null);
});

document.addEventListener("drop", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  begin(false);
  mark(null);
  const place = placeOf(event);
  const files = [...event.dataTransfer.files];
  if (place && files.length) place.take(files, caretAt(event));
});
