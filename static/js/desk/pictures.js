// Pictures and files that are pasted or dropped into the text: a placeholder stands there at once,
// and the file follows.

import { body } from "./content.js";
import { apply } from "./edit.js";
import { takeDrops } from "./dropping.js";
import { applyAll } from "./merging.js";
import { answered, newMark, placeholdersIn, removed, restated, written } from "./placeholders.js";
import { placed } from "./placing.js";
import { first } from "./presence.js";
import { sendFile, tellLost } from "./sending.js";
import { announce } from "./uploads_list.js";

const PAUSE = 1000; // milliseconds after an undo or redo until a placeholder is put right
const SEEN = /^(?:image|audio|video)\//;
const LOST = "was not uploaded: the page was closed before it had arrived.";

const list = document.querySelector("#uploads ul");
const others = document.getElementById("others");
const entries = new Map(); // by the mark of the placeholder: what is to stand for it in the text

// Put files into the text, in the place of what is between two places.
export const bring = (files, start, end) => {
  const found = files.map((file) => ({ file, mark: newMark() }));
  const pieces = found.map(({ file, mark }) => written("uploading", file.name, mark));
  const inLine = files.length === 1 && !SEEN.test(files[0].type);
  for (const { file, mark } of found) entries.set(mark, { name: file.name, state: "uploading" });
  byUs(() => apply(body, placed(body.value, start, end, pieces, { inLine })));
  for (const { file, mark } of found) {
    entries.get(mark).changes = changes;
    sendFile(file, list, heed(mark));
  }
};

const heed = (mark) => ({
  begun: (file) => {
    hold(mark);
    put(mark, { name: file.name, state: "uploading" });
  },
  taken: async (answer) => {
    release(mark);
    const isThere = await put(mark, { state: "taken", answer });
    if (!isThere) return "is in the library. Its place in the text is gone, so it was not put there.";
    announce(`${answer.name} is in the text.`);
    return null;
  },
  refused: () => {
    release(mark);
    put(mark, { state: "not-uploaded" });
  },
  called: () => {
    release(mark);
    put(mark, { state: "called" });
  },
});

const editsFor = (mark, { state, name, answer }) => {
  if (state === "taken") return answered(body.value, mark, answer);
  if (state === "called") return removed(body.value, mark);
  return restated(body.value, mark, state, name);
};

// Resolves to whether there was a placeholder to put this in the place of.
const put = async (mark, news) => {
  const entry = Object.assign(entries.get(mark), news);
  await free();
  const edits = editsFor(mark, entry);
  if (edits.length) {
    entry.isNext = entry.changes === changes;
    byUs(() => applyAll(edits));
  }
  return edits.length > 0;
};

// Nothing is changed under somebody who is composing a letter; and behind a dialog nothing can be.
const free = async () => {
  for (;;) {
    const dialog = document.querySelector("dialog:modal");
    if (dialog) await heard(dialog, "close");
    else if (composing) await heard(body, "compositionend");
    else return;
  }
};

const heard = (element, type) =>
  new Promise((resolve) => {
    element.addEventListener(type, () => setTimeout(resolve), { once: true });
  });

let composing = false;
body.addEventListener("compositionstart", () => {
  composing = true;
});
body.addEventListener("compositionend", () => {
  composing = false;
});

let changes = 0; // of the text, by anybody but these files
let ours = false;
let timer;

const byUs = (act) => {
  ours = true;
  act();
  ours = false;
};

// What an undo brought back is not on its way any more.
const isStale = () =>
  placeholdersIn(body.value).some(({ mark, state }) => {
    const entry = entries.get(mark);
    return entry !== undefined && entry.state !== state;
  });

// A paste is one step to whoever takes it back, though the text was changed twice.
const stepOn = (command) => {
  const marks = placeholdersIn(body.value).map(({ mark }) => entries.get(mark));
  if (marks.some((entry) => entry?.state === "taken" && entry.isNext)) document.execCommand(command);
};

const settle = async () => {
  await free();
  const edits = [...entries].flatMap(([mark, entry]) => editsFor(mark, entry));
  edits.sort(([one], [other]) => one - other);
  if (edits.length) byUs(() => applyAll(edits));
};

const STEPS = { historyUndo: "undo", historyRedo: "redo" };

body.addEventListener("input", ({ inputType }) => {
  // A text that was kept on this device has been put here.
  if (inputType === undefined) findLost();
  if (ours || entries.size === 0) return;
  clearTimeout(timer);
  if (!isStale()) {
    if (!(inputType in STEPS)) changes += 1;
    return;
  }
  timer = setTimeout(settle, PAUSE);
  if (inputType in STEPS) setTimeout(stepOn, 0, STEPS[inputType]);
});

// A page that has a file on its way holds a lock with its mark, which ends with it.
const nameOfLock = (mark) => `upload ${mark}`;
const locks = new Map();

const hold = (mark) => {
  const over = new Promise((resolve) => locks.set(mark, resolve));
  navigator.locks?.request(nameOfLock(mark), () => over);
};

const release = (mark) => locks.get(mark)?.();

const marksElsewhere = async () => {
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  return new Set(held.map(({ name }) => name));
};

// What is in the text and on its way nowhere: of a page that was closed, or that lost it before.
const findLost = async () => {
  await first;
  // It may be somebody else's, who is still here.
  if (others.textContent) return;
  const elsewhere = await marksElsewhere();
  for (const { mark, name } of placeholdersIn(body.value)) {
    if (entries.has(mark) || elsewhere.has(nameOfLock(mark))) continue;
    entries.set(mark, { name, state: "not-uploaded" });
    put(mark, {});
    tellLost(name, LOST, list, heed(mark));
  }
};

if (placeholdersIn(body.value).length) findLost();

// Programs put a picture of the words beside them; a file manager the names of its files.
const isWords = (clipboard) => {
  const lines = clipboard.getData("text/plain").trim().split(/\s*\n\s*/).filter(Boolean);
  const names = [...clipboard.files].map(({ name }) => name);
  return lines.length > 0 && !lines.every((line) => names.includes(nameIn(line)));
};

const nameIn = (line) => {
  const last = line.split(/[/\\]/).at(-1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};

// Where the text is not meant, a field takes what is pasted into it; a file it could not take.
document.addEventListener("paste", (event) => {
  const { clipboardData, target, defaultPrevented } = event;
  if (defaultPrevented || !clipboardData?.files.length || isWords(clipboardData)) return;
  if (target !== body && target !== document.body) return;
  event.preventDefault();
  bring([...clipboardData.files], body.selectionStart, body.selectionEnd);
});

takeDrops(".desk", (files, caret) => {
  const at = caret ?? body.selectionEnd;
  bring(files, at, at);
});
