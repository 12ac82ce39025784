// The grid of the picker: one of its items is chosen, and arrows lead from one to the next.

import { thumbnail } from "./thumbnails.js";

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

const shelf = document.getElementById("picker-shelf");
Object.assign(shelf, { role: "listbox", ariaLabel: "What the library has" });

const options = () => [...shelf.children];
const items = new WeakMap();

export const chosenItem = () => items.get(shelf.querySelector('[aria-selected="true"]')) ?? null;

const chosen = new EventTarget();

// Heard with the item that is chosen, or with null.
export const onChoice = (act) => chosen.addEventListener("choice", ({ detail }) => act(detail));

export const choose = (option) => {
  for (const each of options()) {
    each.ariaSelected = String(each === option);
    each.tabIndex = each === option ? 0 : -1;
  }
  chosen.dispatchEvent(new CustomEvent("choice", { detail: items.get(option) ?? null }));
};

export const focusFirst = () => {
  const [first] = options();
  (shelf.querySelector('[aria-selected="true"]') ?? first)?.focus();
};

export const fill = (found) => {
  shelf.replaceChildren(...found.map(optionOf));
  shelf.hidden = found.length === 0;
  shelf.scrollTop = 0;
  choose(null);
  if (found.length) shelf.firstElementChild.tabIndex = 0;
};

// What was just uploaded comes first, and is meant.
export const addFirst = (item) => {
  options().find((each) => items.get(each).key === item.key)?.remove();
  shelf.hidden = false;
  shelf.prepend(optionOf(item));
  shelf.scrollTop = 0;
  choose(shelf.firstElementChild);
};

const optionOf = (item) => {
  const option = document.createElement("button");
  option.type = "button";
  option.tabIndex = -1;
  option.role = "option";
  option.ariaSelected = "false";
  option.append(drawn(item), words("name", item.name));
  if (lacksAlt(item)) option.append(words("lacks", "No alt text"));
  items.set(option, item);
  return option;
};

export const lacksAlt = ({ kind, alt, decorative }) => kind === "image" && !alt && !decorative;

const drawn = ({ thumbnail: address, format }) => {
  if (!address) return words("format", format || "File");
  return Object.assign(thumbnail(), { loading: "lazy", src: address });
};

const words = (className, text) => {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
};

const columns = () => {
  const all = options();
  return all.filter((each) => each.offsetTop === all[0].offsetTop).length;
};

const next = (key, here, last) => {
  const forward = getComputedStyle(shelf).direction === "rtl" ? -1 : 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key in STEPS) return here + STEPS[key] * forward;
  return here + columns() * (key === "ArrowDown" ? 1 : -1);
};

const KEYS = new Set(["Home", "End", "ArrowUp", "ArrowDown", ...Object.keys(STEPS)]);

// `leave` is called by whoever goes up from the first line.
export const leadThrough = (leave) => {
  shelf.addEventListener("keydown", (event) => {
    if (!KEYS.has(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const all = options();
    const there = next(event.key, all.indexOf(document.activeElement), all.length - 1);
    if (event.key === "ArrowUp" && there < 0) leave();
    else all[Math.min(Math.max(there, 0), all.length - 1)]?.focus();
  });
};

shelf.addEventListener("focusin", ({ target }) => {
  const option = target.closest('[role="option"]');
  if (option.ariaSelected !== "true") choose(option);
});

shelf.addEventListener("click", ({ target }) => {
  // A browser that does not focus a button under a pointer chooses it all the same.
  target.closest('[role="option"]')?.focus();
});
