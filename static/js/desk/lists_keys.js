// J and K move through a list or a grid, X picks, Enter opens; one press picks the whole page. The
// rows, the boxes and the links are there without it.

// As desk_keys.js keeps it: whoever wants no single letters says so in the profile.
const OFF = "no-single-keys";

const all = document.getElementById("pick-all");

// Others come while the page is open.
const rowsHere = () => [...document.querySelectorAll(".picker :is(tbody tr, .shelf > li)")];
const boxesHere = () => [...document.querySelectorAll(".picker .pick input")];

const place = (rows) => rows.findIndex((row) => row.contains(document.activeElement));

const go = (step) => {
  const rows = rowsHere();
  const here = place(rows);
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
  const title = rows[next].querySelector("a.title");
  title.focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
};

const pick = () => {
  const rows = rowsHere();
  rows[place(rows)]?.querySelector(".pick input").click();
};

const open = (event) => {
  const rows = rowsHere();
  const here = place(rows);
  // A link or a button that has the focus is pressed by itself.
  if (here < 0 || event.target.closest("a, button, summary")) return false;
  rows[here].querySelector("a.title").click();
  return true;
};

// Single letters are for those who are not writing. Alone: with Control they belong to the browser.
const isWriting = (element) =>
  element.matches("textarea, select, [contenteditable]") ||
  (element.matches("input") && !["checkbox", "radio"].includes(element.type));

const KEYS = { j: () => go(1), k: () => go(-1), x: pick };

document.addEventListener("keydown", (event) => {
  if (!rowsHere().length || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  if (localStorage.getItem(OFF) !== null || document.querySelector("dialog:modal")) return;
  if (event.key === "Enter") {
    if (open(event)) event.preventDefault();
    return;
  }
  const act = KEYS[event.key.toLowerCase()];
  if (!act || event.shiftKey) return;
  event.preventDefault();
  act();
});

const areAllPicked = () => boxesHere().every((box) => box.checked);

// What the link does at the server happens here at once.
const name = () => {
  if (!all) return;
  const done = areAllPicked();
  all.textContent = done ? "None" : "All";
  all.setAttribute("aria-label", done ? "Pick none" : "Pick all on this page");
};

all?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const picked = !areAllPicked();
  for (const box of boxesHere()) box.checked = picked;
  name();
});

for (const box of boxesHere()) box.addEventListener("change", name);
// A browser that comes back to the page keeps what was picked.
addEventListener("pageshow", name);
