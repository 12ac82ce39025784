// Saves what is typed: two seconds after the last key, when a field is left, and when the page is
// hidden or closed. At most one request is on its way, and nothing ever waits for it.

import { body, content, form, original } from "./content.js";
import { holdLock, put, remove } from "./device.js";
import { askToSignIn, comeBack, session } from "./door.js";
import { takeIn } from "./merging.js";
import { clear, putQuestion, tell } from "./notices.js";
import { onAgain, say } from "./state.js";

const PAUSE = 2000; // milliseconds after the last key
const COPY_PAUSE = 300; // milliseconds until what is typed is kept on the device
const PATIENCE = 400; // milliseconds before "Saving…" is worth saying
const TOO_LONG = 30_000; // milliseconds after which an answer is not waited for any more
const RETRIES = [2, 4, 8, 15, 30]; // seconds
const FAREWELL = 60_000; // bytes that a browser still sends for a page that is closed

const bytes = crypto.getRandomValues(new Uint8Array(16));
const name = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const data = form.dataset;
const button = document.getElementById("save");
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
let failures = 0;
let leaving = false;
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
  refused = null;
  acknowledged = text;
  clear("failed");
  await adopt(told.urls);
  if (told.outcome === "merged") await merge(text, told);
  else setBase(told.number);
  if (told.outcome === "conflict") {
    putQuestion("conflict", told.notice);
    settle("Yours is kept; a newer version exists", "conflict");
  } else {
    clear("conflict");
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
  if (!takeIn(told, Object.fromEntries(JSON.parse(text)))) return;
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
  atDoor = true;
  const who = await askToSignIn();
  atDoor = false;
  if (who.person !== Number(data.person)) {
    await failed(`${who.name} is signed in here now. Sign in as yourself again.`);
    return;
  }
  form.elements.csrf_token.value = who.csrf_token;
  wanted ??= "autosave";
};

const renewToken = async () => {
  const who = await session();
  if (who?.person !== Number(data.person)) return signIn();
  form.elements.csrf_token.value = who.csrf_token;
  wanted ??= "autosave";
};

const refuse = async (text, told) => {
  refused = text;
  say("Not saved: see above the text", "failed");
  tell("failed", told.reasons, [], { bad: true });
  await keep();
};

const answered = async (text, status, told) => {
  if ("outcome" in told && status !== 422) await taken(text, told);
  else if (status === 401) await signIn();
  else if (status === 400 && told.token === false) await renewToken();
  else if (status === 422) await refuse(text, told);
  else if (status === 403 || status === 404) {
    refused = text;
    const other = () => form.requestSubmit(button);
    await failed(told.reason, { retry: false, actions: [["Keep it as a new draft", other]] });
  } else if (status === 413) {
    refused = text;
    await failed("it is longer than can be sent. Make it shorter.", { retry: false });
  } else {
    await failed("the server could not take it.");
    retryLater();
  }
};

const send = async (reason) => {
  const text = content();
  const working = setTimeout(() => say("Saving…", "working"), PATIENCE);
  const sent = bodyOf(reason);
  const size = new Blob([...sent.values()]).size;
  try {
    const response = await fetch(data.saves, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: sent,
      keepalive: size < FAREWELL,
      signal: AbortSignal.timeout(TOO_LONG),
    });
    const told = await response.json().catch(() => ({}));
    clearTimeout(working);
    await answered(text, response.status, told);
  } catch {
    clearTimeout(working);
    await unreachable();
  }
};

export const flush = (reason = "autosave") => {
  clearTimeout(timer);
  const text = content();
  if (reason === "autosave" && (text === acknowledged || text === refused)) return;
  if (flight) {
    if (atDoor && reason === "save") comeBack();
    wanted = wanted === "save" ? wanted : reason;
    return;
  }
  flight = send(reason).finally(() => {
    flight = null;
    const next = wanted;
    wanted = null;
    if (next) flush(next);
  });
};

const schedule = () => {
  clearTimeout(timer);
  timer = setTimeout(flush, PAUSE);
};

// Go on from a text that was kept on this device, upon the version that it was written on.
export const goOnFrom = (base) => {
  form.elements.based_on.value = base;
  acknowledged = null;
  schedule();
};

const changed = () => {
  if (!flight && failures === 0) schedule();
  clearTimeout(copyTimer);
  copyTimer = setTimeout(() => {
    if (isSaved()) say(settled, settledAs);
    else keep();
  }, COPY_PAUSE);
  if (failures === 0 && settledAs !== "conflict") say("Unsaved changes", "unsaved");
};

// Controls in the bar and the details belong to the form, but their events do not pass through it.
document.addEventListener("input", ({ target }) => {
  if (target.form === form && target.name && !target.closest("#publish")) changed();
});
document.addEventListener("focusout", ({ target }) => {
  if (target.form === form && failures === 0) flush();
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
  flush();
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
  if (submitter === button && event.isTrusted) {
    event.preventDefault();
    saveNow();
    return;
  }
  sequence += 1;
  form.elements.sequence.value = sequence;
  leaving = true;
});

holdLock(key());
