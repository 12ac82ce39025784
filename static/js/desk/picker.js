// The picker: a dialog with what is in the library, and a way to put in more.

import { takeDrops } from "./dropping.js";
import { chord } from "./keys.js";
import { recent } from "./items.js";
import { chooseFiles, sendFile } from "./sending.js";
import { addFirst, chosenItem, fill, focusFirst, lacksAlt, leadThrough, onChoice } from "./shelf.js";

const PAUSE = 200; // milliseconds after the last key
const NONE = {
  image: "There are no pictures yet. Upload one, or drop it here.",
  files: "There are no files yet. Upload one, or drop it here.",
};

const dialog = document.getElementById("picker");
const form = dialog.querySelector("form");
const search = document.getElementById("picker-words");
const said = document.getElementById("picker-said");
const again = document.getElementById("picker-again");
const list = dialog.querySelector(".arriving ul");
const alt = document.getElementById("picker-alt");
const altName = dialog.querySelector('label[for="picker-alt"]');
const altHelp = document.getElementById("picker-alt-help");
const choice = document.getElementById("picker-choice");
const widths = document.getElementById("picker-width");
const [insert] = form.querySelectorAll('[type="submit"]');

let wish = null; // what whoever opened it wants
let timer;
let asking;
let looked = Promise.resolve(); // settled when what is looked for is there

const kind = () => form.elements.kind.value;

// Resolves to { item, alt, width }, or to null for nothing. `words` tell what is to be seen.
export const pick = ({ name, act, words = "", onlyImages = false }) => {
  if (dialog.open) return Promise.resolve(null);
  wish = { words, onlyImages, picked: null };
  document.getElementById("picker-name").textContent = name;
  insert.textContent = act;
  form.reset();
  document.getElementById("picker-kind").hidden = onlyImages;
  dialog.showModal();
  look();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(wish.picked), { once: true });
  });
};

const look = () => {
  clearTimeout(timer);
  asking?.abort();
  asking = new AbortController();
  looked = find(asking.signal);
  return looked;
};

const find = async (signal) => {
  const words = search.value.trim();
  again.hidden = true;
  try {
    const found = await recent(words, kind(), signal);
    fill(found);
    tell(found.length, words);
  } catch (error) {
    if (signal.aborted) return;
    fill([]);
    said.textContent = error.message;
    again.hidden = false;
  }
};

const tell = (count, words) => {
  const one = kind() === "image" ? "picture" : "file";
  if (count === 0) said.textContent = words ? nothing(words) : NONE[kind()];
  else if (words) said.textContent = count === 1 ? `1 ${one} found.` : `${count} ${one}s found.`;
  else said.textContent = "The newest. Search to find older ones.";
};

const nothing = (words) =>
  `Nothing has “${words}” in its name, alt text or caption. Try fewer words.`;

search.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
  looked = null;
});

search.addEventListener("keydown", async (event) => {
  if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "Enter")) return;
  // It leads to what is found; the next Enter takes it.
  event.preventDefault();
  await (looked ?? look());
  if (document.activeElement === search) focusFirst();
});

document.getElementById("picker-kind").addEventListener("change", look);

again.addEventListener("click", () => {
  look();
  search.focus();
});

leadThrough(() => search.focus());

onChoice((item) => {
  insert.disabled = item === null;
  choice.hidden = item === null || wish.onlyImages;
  if (item === null) return;
  const isImage = item.kind === "image";
  widths.hidden = !isImage;
  alt.value = wish.words || (isImage ? item.alt : item.name);
  altName.textContent = isImage ? "Alt text" : "Words for it";
  altHelp.textContent = isImage ? helpFor(item) : "They stand in the text, or name the player.";
});

const helpFor = (item) => {
  if (item.decorative) return "The library has it as decorative: it needs none.";
  return lacksAlt(item)
    ? "Say what is to be seen, for those who do not see it."
    : "For those who do not see it. Left empty, it is the one in the library.";
};

form.addEventListener("submit", (event) => {
  const item = chosenItem();
  if (item) wish.picked = { item, alt: alt.value, width: form.elements.width.value };
  else event.preventDefault();
});

const shelf = document.getElementById("picker-shelf");
const isOption = ({ target }) => target.closest('[role="option"]') !== null;

shelf.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !isOption(event)) return;
  event.preventDefault();
  form.requestSubmit(insert);
});

shelf.addEventListener("dblclick", (event) => {
  if (isOption(event)) form.requestSubmit(insert);
});

dialog.querySelector("[data-closes]").addEventListener("click", () => dialog.close());

// Keys of what lies below are not meant here.
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Escape" || chord(event).startsWith("Ctrl+Alt+")) event.stopPropagation();
});

const send = (files) => {
  for (const file of files) sendFile(file, list, { taken });
};

const taken = (item) => {
  const isImage = item.kind === "image";
  if (wish.onlyImages && !isImage) return "is in the library, but it is no picture.";
  if (!dialog.open) return null;
  if ((kind() === "image") !== isImage) {
    form.elements.kind.value = isImage ? "image" : "files";
    search.value = "";
    look().then(() => show(item));
  } else show(item);
  return null;
};

const show = (item) => {
  addFirst(item);
  said.textContent = `${item.name} is in the library.`;
  focusFirst();
};

document.getElementById("picker-upload").addEventListener("click", async () => {
  send(await chooseFiles({ multiple: true, accept: wish.onlyImages ? "image/*" : "" }));
});

takeDrops("#picker", send);

dialog.addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  send([...event.clipboardData.files]);
});
