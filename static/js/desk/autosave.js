// Saves what is typed: two seconds after the last key, when a field is left, and when the page is
// hidden or closed. At most one request is on its way, and nothing ever waits for it.

import { body, content, fill, form, original } from "./content.js";
import { holdLock, put, remove } from "./device.js";
import { askToSignIn, comeBack, session } from "./door.js";
import { takeIn } from "./merging.js";
import { clear, putQuestion, sayNumber, tell } from "./notices.js";
import { onAgain, say } from "./state.js";

const PAUSE = 2000; // milliseconds after the last key
const COPY_PAUSE = 300; // milliseconds until what is typed is kept on the device
const PATIENCE = 400; // milliseconds before "Saving…" is worth saying
const TOO_LONG = 30_000; // milliseconds after which an answer is not waited for any more
const RETRIES = [2, 4, 8, 15, 30]; // seconds
const LARGEST_FAREWELL = 60_000; // bytes that a browser still sends for a page that is closed
const FAREWELL = "farewell"; // under this name a tab keeps what it last sent while it closed
const FRESH = 60_000; // milliseconds for which a page that is loaded again goes on from that
const FIELD = 150; // bytes around each field
const AT_LEAST = 15_000; // milliseconds after which even somebody who never pauses is saved
const COPY_AT_LEAST = 2000; // and kept on the device
const MOST_TOKENS = 2; // fetched one after the other before something else must be wrong
// The server is there, and has said what it thinks of a text: what is typed next is sent in its time.
const REFUSALS = new Set([403, 404, 413, 422]);

// The name of this page, by which the server knows what follows on what. It is a new one when the
// text is another's: that follows on nothing that was sent before.
const newName = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

let name = newName();
const data = form.dataset;
const button = document.getElementById("save");
const again = document.getElementById("again");
const said = document.getElementById("saved").textContent.trim();

let sequence = 0;
let acknowledged = "unsaved" in data ? null : original();
let settled = said; // what is said of a text that is saved, and how it is drawn
let settledAs = document.getElementById("saved").dataset.is ?? "";
// A text that the server will not take: it is not sent twice.
let refused = "unsaved" in data ? original() : null;
let atDoor = false;
let flight = null;
let wanted = null;
let owed = "autosave"; // why what was not taken yet was sent: a press of Save stays one
let failures = 0;
let tokens = 0;
let leaving = false;
let isNative = false; // the next press of Save is for the browser, which shows what can be done
let closing = false;
let unsavedSince = null;
let uncopiedSince = null;
let composing = false;
let timer;
let copyTimer;
let copied = null; // the text that is kept on the device

form.elements.window.value = name;

export const isSaved = () => content() === acknowledged;

const key = () => `${data.place} ${name}`;

const keep = async (text = content()) => {
  clearTimeout(copyTimer);
  const copy = { key: key(), place: data.place, person: Number(data.person), text, at: Date.now() };
  copy.window = name;
  const done = await put({ ...copy, base: form.elements.based_on.value });
  copied = done ? text : null;
  return done;
};

const letGo = () => {
  clearTimeout(copyTimer);
  copied = null;
  return remove(key());
};

const setBase = (number) => {
  form.elements.based_on.value = number;
  const address = new URL(location);
  if (data.edit) address.pathname = data.edit;
  address.searchParams.set("base", number);
  history.replaceState(history.state, "", address);
};

// A post that was new has addresses of its own now.
const adopt = async (urls) => {
  if (data.edit) return;
  const old = key();
  data.edit = urls.edit;
  data.saves = urls.saves;
  data.presence = urls.presence;
  data.place = urls.edit.split("/").at(-1);
  form.action = urls.save;
  for (const each of document.querySelectorAll("[data-url]")) {
    const address = urls[each.dataset.url];
    if (each.matches("a")) each.href = address;
    else each.setAttribute("formaction", address);
    each.closest("[data-with-post]")?.removeAttribute("hidden");
  }
  holdLock(key());
  await remove(old);
};

const settle = (words, is = "") => {
  settled = words;
  settledAs = is;
  if (isSaved()) say(words, is);
};

const bodyOf = (reason) => {
  sequence += 1;
  form.elements.sequence.value = sequence;
  const sent = new FormData(form);
  sent.set("reason", reason);
  return sent;
};

const taken = async (text, told) => {
  failures = 0;
  tokens = 0;
  refused = null;
  owed = "autosave";
  acknowledged = text;
  clear("failed");
  await adopt(told.urls);
  if (told.warning) tell("warning", told.warning, [["Look at it", data.edit]]);
  else clear("warning");
  if (told.outcome === "merged") await merge(text, told);
  else setBase(told.number);
  if (told.outcome === "conflict") {
    clear("merged");
    clear("news");
    // The same question is not sent once more while it stands.
    if (told.notice) putQuestion("conflict", told.notice);
    else sayNumber("conflict", told.number);
    settle("Yours is kept; a newer version exists", "conflict");
  } else {
    clear("conflict");
    // The page holds the newest version now.
    clear("news");
    settle(told.words ?? told.saved);
    // What was asked for is answered once; after the next word it is an ordinary state again.
    settled = told.saved;
  }
  if (isSaved()) await letGo();
  else {
    await keep();
    schedule();
  }
};

const composed = () =>
  new Promise((resolve) => {
    if (!composing) resolve();
    else body.addEventListener("compositionend", () => setTimeout(resolve), { once: true });
  });

// The base moves to the merge only once its text is in the page.
const merge = async (text, told) => {
  setBase(told.typed);
  await composed();
  const isUntouched = content() === text;
  if (!takeIn(told, Object.fromEntries(JSON.parse(text)))) {
    // Somebody is writing at the very place: the next save brings it together again.
    if (isUntouched) tell("merged", told.merge, [["Open the newest version", data.edit]]);
    return;
  }
  setBase(told.number);
  acknowledged = isUntouched ? content() : null;
  clear("news");
  tell("merged", told.merge);
};

const failed = async (words, { retry = true, actions = [] } = {}) => {
  say(`Not saved: ${words}`, "failed", { retry });
  if (actions.length) tell("failed", `Not saved: ${words}`, actions, { bad: true });
  await keep();
};

const retryLater = () => {
  clearTimeout(timer);
  const wait = RETRIES[Math.min(failures, RETRIES.length - 1)];
  failures += 1;
  timer = setTimeout(flush, wait * 1000);
};

const unreachable = async () => {
  const kept = await keep();
  if (kept) say("Offline: kept on this device", "failed", { retry: true });
  else say("Not saved: there is no connection.", "failed", { retry: true });
  retryLater();
};

const signIn = async () => {
  say("Not saved: you were signed out", "failed", { retry: true });
  await keep();
  const tellOpen = (isOpen) => {
    atDoor = isOpen;
  };
  // Whoever put it off is not asked again by what saves itself.
  const who = await askToSignIn(tellOpen, { returns: owed === "save" }).catch(() => null);
  if (!who) {
    await unreachable();
    return;
  }
  if (who.person !== Number(data.person)) {
    failures = 0;
    await failed(`${who.name} is signed in here now. Sign in as yourself again.`);
    return;
  }
  form.elements.csrf_token.value = who.csrf_token;
  wanted ??= owed;
};

const renewToken = async () => {
  const who = await session().catch(() => null);
  if (who?.person !== Number(data.person)) {
    tokens = 0;
    await signIn();
    return;
  }
  tokens += 1;
  if (tokens > MOST_TOKENS) {
    await failed("this page is not taken for one of ours. Reload it.");
    retryLater();
    return;
  }
  form.elements.csrf_token.value = who.csrf_token;
  wanted ??= owed;
};

const refuse = async (text, told) => {
  refused = text;
  say("Not saved: see above the text", "failed");
  tell("failed", told.reasons, [], { bad: true });
  await keep();
};

const answered = async (text, status, told) => {
  if (REFUSALS.has(status)) failures = 0;
  if ("outcome" in told && status !== 422) await taken(text, told);
  else if (status === 401) await signIn();
  else if (status === 400 && told.token === false) await renewToken();
  else if (status === 422) await refuse(text, told);
  else if (status === 403 || status === 404) {
    refused = text;
    const other = () => {
      isNative = true;
      form.requestSubmit(button);
    };
    await failed(told.reason, { retry: false, actions: [["Keep it as a new draft", other]] });
  } else if (status === 413) {
    refused = text;
    await failed("it is longer than can be sent. Make it shorter.", { retry: false });
  } else {
    await failed("the server could not take it.");
    retryLater();
  }
};

// What a form takes on its way: a line end is two bytes there, and each field has a head.
const sizeOf = (sent) => {
  const bytes = [...sent].map(([field, value]) => `${field}${value.replaceAll("\n", "\r\n")}`);
  return new Blob(bytes).size + bytes.length * FIELD;
};

const send = async (reason) => {
  const text = content();
  owed = reason;
  const working = setTimeout(() => say("Saving…", "working"), PATIENCE);
  const sent = bodyOf(reason);
  let response;
  try {
    response = await fetch(data.saves, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: sent,
      keepalive: closing && sizeOf(sent) < LARGEST_FAREWELL,
      signal: AbortSignal.timeout(TOO_LONG),
    });
  } catch {
    clearTimeout(working);
    await unreachable();
    return;
  }
  const told = await response.json().catch(() => ({}));
  clearTimeout(working);
  await answered(text, response.status, told);
};

export const flush = (reason = owed) => {
  clearTimeout(timer);
  unsavedSince = null;
  const text = content();
  if (text === refused || (reason === "autosave" && text === acknowledged)) return;
  if (flight) {
    if (atDoor && reason === "save") comeBack();
    wanted = wanted === "save" ? wanted : reason;
    return;
  }
  flight = send(reason).finally(() => goOnAfter(text));
};

// What was typed while a request was on its way, up to its very end, is sent after it.
const goOnAfter = (sent) => {
  flight = null;
  const next = wanted;
  wanted = null;
  const text = content();
  if (next) flush(next);
  else if (failures === 0 && ![sent, acknowledged, refused].includes(text)) schedule();
};

const schedule = () => {
  clearTimeout(timer);
  unsavedSince ??= Date.now();
  const left = AT_LEAST - (Date.now() - unsavedSince);
  timer = setTimeout(flush, Math.max(0, Math.min(PAUSE, left)));
};

// Go on from a text that was kept on this device, upon the version that it was written on.
export const goOnFrom = async (base) => {
  const old = key();
  name = newName();
  sequence = 0;
  form.elements.window.value = name;
  form.elements.based_on.value = base;
  acknowledged = null;
  holdLock(key());
  await keep();
  await remove(old);
  schedule();
};

const changed = () => {
  if (!flight && failures === 0) schedule();
  clearTimeout(copyTimer);
  uncopiedSince ??= Date.now();
  const left = COPY_AT_LEAST - (Date.now() - uncopiedSince);
  copyTimer = setTimeout(
    () => {
      uncopiedSince = null;
      if (isSaved()) say(settled, settledAs);
      else keep();
    },
    Math.max(0, Math.min(COPY_PAUSE, left)),
  );
  // At the door that is said already, and what has to be done about it.
  if (failures === 0 && !atDoor) say("Unsaved changes", "unsaved");
};

// Controls in the bar and the details belong to the form, but their events do not pass through it.
document.addEventListener("input", ({ target }) => {
  if (target.form === form && target.name && !target.closest("#publish")) changed();
});
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  // Whoever goes to a button that saves is about to press it, and is told what became of that press.
  const presses = relatedTarget === button || relatedTarget === again;
  if (target.form === form && failures === 0 && !presses) flush();
});
body.addEventListener("compositionstart", () => {
  composing = true;
});
body.addEventListener("compositionend", () => {
  composing = false;
});

const depart = () => {
  if (leaving || isSaved()) return;
  keep();
  closing = true;
  flush();
  closing = false;
  const base = form.elements.based_on.value;
  const farewell = { place: data.place, name, sequence, base, text: content(), at: Date.now() };
  sessionStorage.setItem(FAREWELL, JSON.stringify(farewell));
};

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") depart();
});
addEventListener("pagehide", depart);
addEventListener("online", () => {
  failures = 0;
  flush();
});
// What somebody asks for is tried, whatever came of it before.
const saveNow = () => {
  failures = 0;
  tokens = 0;
  refused = null;
  flush("save");
};

onAgain(saveNow);

// Nobody leaves with words that are kept nowhere without being asked.
addEventListener("beforeunload", (event) => {
  if (leaving || isSaved() || copied === content()) return;
  event.preventDefault();
});
addEventListener("pageshow", () => {
  leaving = false;
  if (!isSaved() && content() !== refused) changed();
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  saveNow();
});

// A button that saves on its way is trusted; it says which page it comes from, as a save does.
form.addEventListener("submit", (event) => {
  const { submitter } = event;
  if (submitter?.formTarget) return;
  if (submitter === button && !isNative) {
    event.preventDefault();
    saveNow();
    return;
  }
  isNative = false;
  sequence += 1;
  form.elements.sequence.value = sequence;
  leaving = true;
  // Whoever stopped the page from loading is still here.
  setTimeout(() => {
    leaving = false;
  }, TOO_LONG);
});

// A page that is loaded again goes on as if it had not been: the answer to what it sent while it
// closed went to nobody, and what the server sends now may be from before that.
const [{ type }] = performance.getEntriesByType("navigation");
const farewell = JSON.parse(sessionStorage.getItem(FAREWELL) ?? "null");
sessionStorage.removeItem(FAREWELL);
const isFresh = farewell?.place === data.place && Date.now() - farewell.at < FRESH;
if (isFresh && type === "reload" && content() === original()) {
  ({ name, sequence } = farewell);
  form.elements.window.value = name;
  form.elements.based_on.value = farewell.base;
  fill(farewell.text);
  acknowledged = null;
  flush();
}

holdLock(key());
