// The cover in the details: seen, chosen in the picker, or dropped there. The field with its key
// stays in the form, where the text is saved with it.

import { takeDrops } from "./dropping.js";
import { itemOf } from "./items.js";
import { pick } from "./picker.js";
import { sendFile } from "./sending.js";
import { thumbnail } from "./thumbnails.js";

const field = document.getElementById("cover");
const known = new Map(); // items by their keys, or what resolves to them

const list = document.querySelector("#uploads ul");
const place = document.getElementById("cover-shown");
const picture = Object.assign(thumbnail(), { hidden: true });
const name = place.querySelector(".name");
const remove = document.getElementById("cover-remove");
const chooseIt = document.getElementById("cover-choose");

const set = (item) => {
  if (item) {
    known.set(item.key, item);
    // By this the heading of the details knows its name.
    const option = Object.assign(document.createElement("option"), { value: item.key, label: item.name });
    document.getElementById("recent-pictures").prepend(option);
  }
  field.value = item?.key ?? "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const lookUp = (key) => {
  if (!known.has(key)) known.set(key, itemOf(key).catch(() => forget(key)));
  return known.get(key);
};

// Without an answer it is asked again the next time.
const forget = (key) => {
  known.delete(key);
};

const show = async () => {
  const key = field.value.trim();
  remove.hidden = !key;
  chooseIt.textContent = key ? "Choose another…" : "Choose…";
  const item = key ? await lookUp(key) : null;
  if (field.value.trim() !== key) return;
  picture.hidden = !item?.thumbnail;
  if (item?.thumbnail) picture.src = item.thumbnail;
  name.textContent = wordsFor(key, item);
};

const wordsFor = (key, item) => {
  if (!key) return "None. A picture can be dropped here.";
  if (item === undefined) return "It is chosen, but cannot be shown now.";
  return item?.name ?? "No picture of the library has this key. Choose another one.";
};

chooseIt.addEventListener("click", async () => {
  const picked = await pick({ name: "Cover", act: "Use as cover", onlyImages: true });
  if (picked) set(picked.item);
});

remove.addEventListener("click", () => {
  set(null);
  chooseIt.focus();
});

field.addEventListener("input", show);
// Somebody else chose another one.
field.addEventListener("change", show);
addEventListener("pageshow", show);

takeDrops("#details details:has([data-cover])", ([file]) => {
  field.closest("details").open = true;
  sendFile(file, list, {
    taken: (item) => {
      if (item.kind !== "image") return "is in the library, but it is no picture, so not the cover.";
      set(item);
      return null;
    },
  });
});

// What the server said of the key stays beside it.
if (field.getAttribute("aria-invalid") !== "true") field.closest(".field").hidden = true;
place.prepend(picture);
place.hidden = false;
show();
