// Files that are chosen, or dropped anywhere on the page, go to the library at once. Each has a
// line of its own with its progress, and what became of it.

import { NotTaken, upload } from "./uploading.js";

const FOLDER = "This is a folder. Open it, and drop the files that are in it.";

const form = document.getElementById("drop");
const input = document.getElementById("file");
const list = document.getElementById("uploads");
const told = document.getElementById("told");

let going = 0;
let done = 0;
let sent = 0;
let last = null; // where the newest is looked at, on a page without a grid

const line = (file) => {
  const item = document.createElement("li");
  const words = document.createElement("span");
  words.className = "words";
  const name = document.createElement("b");
  name.dir = "auto";
  name.textContent = file.name;
  const state = document.createElement("span");
  words.append(name, " ", state);
  const acts = document.createElement("span");
  acts.className = "row";
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(words, acts, bar);
  return { item, state, acts, bar, name: file.name };
};

const button = (label, name, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet";
  made.textContent = label;
  const whose = document.createElement("span");
  whose.className = "unseen";
  whose.textContent = ` ${name}`;
  made.append(whose);
  made.addEventListener("click", act);
  return made;
};

const start = (file) => {
  const row = line(file);
  list.append(row.item);
  list.hidden = false;
  send(file, row);
};

const send = async (file, row) => {
  const stop = new AbortController();
  say(row, "waits");
  row.bar.hidden = false;
  row.acts.replaceChildren(button("Cancel", row.name, () => stop.abort()));
  going += 1;
  sent += 1;
  try {
    const onProgress = (part) => {
      row.bar.value = part ?? 0;
      if (part === null) waitAtTheDoor(row);
      else say(row, part < 1 ? `${Math.floor(part * 100)} %` : "is looked at…");
    };
    const item = await upload(file, { onProgress, signal: stop.signal });
    done += 1;
    took(item, row);
  } catch (error) {
    if (stop.signal.aborted) remove(row);
    else refused(error, file, row);
  }
  going -= 1;
  if (going === 0) finish();
};

const say = (row, words, is = "") => {
  row.state.textContent = words;
  row.state.className = is;
};

const waitAtTheDoor = (row) => {
  say(row, "waits until you have signed in");
  told.textContent = `You were signed out. ${row.name} waits until you have signed in.`;
};

// The line goes, and the focus that was in it goes to where files are chosen.
const remove = (row) => {
  const within = row.item.contains(document.activeElement);
  row.item.remove();
  list.hidden = list.children.length === 0;
  if (within) input.focus();
};

const refused = (error, file, row) => {
  say(row, error.message, "error");
  row.bar.hidden = true;
  const acts = [button("Dismiss", row.name, () => remove(row))];
  if (error.again) acts.unshift(button("Try again", row.name, () => send(file, row)));
  const within = row.acts.contains(document.activeElement);
  row.acts.replaceChildren(...acts);
  if (within) acts[0].focus();
  told.textContent = `${row.name}: ${error.message}`;
};

const refuseFolder = (folder) => {
  const row = line(folder);
  list.append(row.item);
  list.hidden = false;
  refused(new NotTaken(FOLDER, { again: false }), folder, row);
};

const took = (item, row) => {
  last = item.url;
  if (item.is_new) count(item);
  if (item.is_new && place(item) && item.notes.length === 0) {
    remove(row);
    return;
  }
  const words = [item.is_new ? "is in the library." : "was in the library already.", ...item.notes];
  say(row, words.join(" "));
  row.bar.hidden = true;
  const link = document.createElement("a");
  link.className = "button quiet";
  link.href = item.url;
  link.textContent = "Show it";
  const acts = [link, button("Dismiss", row.name, () => remove(row))];
  row.acts.replaceChildren(...acts);
};

// The tabs that a new file is in.
const isIn = {
  images: ({ kind }) => kind === "image",
  files: ({ kind }) => kind !== "image",
  "without-alt": ({ kind }) => kind === "image",
  unused: () => true,
};

const place = (item) => {
  const shelf = document.getElementById("shelf");
  const takes = shelf?.dataset.takes;
  if (!takes || !isIn[takes]?.(item)) return false;
  shelf.prepend(tile(item, shelf));
  return true;
};

// A copy of the first tile, with what is said of the new one.
const tile = (item, shelf) => {
  const made = shelf.firstElementChild.cloneNode(true);
  made.id = `item-${item.id}`;
  const box = made.querySelector("input");
  box.value = item.id;
  box.checked = false;
  box.setAttribute("aria-label", `Pick ${item.name}`);
  const link = made.querySelector("a.title");
  link.removeAttribute("aria-current");
  const address = new URL(form.dataset.uploads, location);
  if (shelf.dataset.takes !== "images") address.searchParams.set("tab", shelf.dataset.takes);
  address.searchParams.set("item", item.id);
  link.href = address.href;
  const name = link.querySelector(".name");
  name.textContent = item.name;
  link.replaceChildren(picture(item), name);
  made.querySelector(".status")?.remove();
  if (item.kind === "image") made.append(missing());
  return made;
};

const picture = (item) => {
  if (!item.thumbnail) {
    const sheet = document.createElement("span");
    sheet.className = "sheet-of";
    sheet.ariaHidden = "true";
    sheet.textContent = item.format;
    return sheet;
  }
  const image = document.createElement("img");
  image.alt = "";
  image.width = item.width;
  image.height = item.height;
  image.src = item.thumbnail;
  return image;
};

const missing = () => {
  const status = document.createElement("p");
  status.className = "status";
  status.dataset.is = "missing";
  status.textContent = "No alt text";
  return status;
};

const count = (item) => {
  for (const link of document.querySelectorAll("#tabs a")) {
    const tab = new URL(link.href).searchParams.get("tab") ?? "images";
    const number = link.querySelector(".count");
    if (!isIn[tab]?.(item)) continue;
    const now = Number(number.textContent.replaceAll(",", "")) + 1;
    number.textContent = now.toLocaleString("en-GB");
  }
};

const finish = () => {
  if (list.children.length === 0 || done > 0) {
    told.textContent = `${done} of ${sent} ${sent === 1 ? "file is" : "files are"} in the library.`;
  }
  // There was nothing here to put it into.
  const isBare = !document.getElementById("shelf");
  const isClear = [...list.children].every((item) => !item.querySelector(".error"));
  if (last && isBare && isClear) location.assign(last);
  sent = 0;
  done = 0;
};

if (form) {
  form.querySelector('button[type="submit"]').hidden = true;
  form.querySelector("[data-dropping]").hidden = false;
  input.required = false;
  input.addEventListener("change", () => {
    form.querySelector(".arrival")?.remove();
    input.removeAttribute("aria-invalid");
    for (const file of [...input.files]) start(file);
    input.value = "";
  });
  drop();
}

function drop() {
  const veil = document.createElement("div");
  veil.className = "veil";
  veil.hidden = true;
  const words = document.createElement("p");
  words.textContent = "Drop it here: it goes to the library";
  veil.append(words);
  form.closest("main").append(veil);

  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    veil.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    // It has left the window.
    if (!event.relatedTarget) veil.hidden = true;
  });
  addEventListener("drop", (event) => {
    veil.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault();
    const folders = [...event.dataTransfer.items].map((each) => each.webkitGetAsEntry?.());
    [...event.dataTransfer.files].forEach((file, index) => {
      if (folders[index]?.isDirectory) refuseFolder(file);
      else start(file);
    });
  });
}

addEventListener("beforeunload", (event) => {
  if (going > 0) event.preventDefault();
});
