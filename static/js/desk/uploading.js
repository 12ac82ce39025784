// Files go to the library, three at once, one in a request. Some element of the page says where
// to: `data-uploads`, with `data-largest-image` and `data-largest-file` (bytes).

import { askUnlessPutOff, isSame, now } from "./door.js";

const AT_ONCE = 3;
const MEBIBYTE = 1024 * 1024;
const MOST_TOKENS = 2; // fetched one after the other before something else must be wrong

const NO_CONNECTION = "There is no connection. Try again when there is one.";
const SIGNED_OUT = "You were signed out. Try again to sign in and send it.";
const NOT_ONE_OF_OURS = "This page is too old for the server. Reload it, then try again.";
const NOT_TAKEN = "The server could not take it. Try again in a minute.";

// What became of a file that was not taken: the message is a sentence for people. `again` says
// whether the same file may be taken another time.
export class NotTaken extends Error {
  constructor(message, { again = true, status = 0 } = {}) {
    super(message);
    this.name = "NotTaken";
    this.again = again;
    this.status = status;
  }
}

const waiting = [];
let busy = 0;
let token;

// Resolves to what the server says of the file it took: key, name, kind, url, markdown, thumbnail,
// width, height, alt, is_new. Rejects with NotTaken, or as the signal was aborted. `onProgress`
// hears a number from 0, as soon as it is the file's turn, to 1, while the server looks at it; and
// null while the file waits for somebody to sign in.
export const upload = async (file, { onProgress = () => {}, signal } = {}) => {
  measure(file);
  const begun = now();
  await turn(signal);
  onProgress(0);
  try {
    return await sendWithToken(file, { onProgress, begun, signal });
  } finally {
    busy -= 1;
    waiting.shift()?.();
  }
};

const place = () => document.querySelector("[data-uploads]").dataset;

const measure = (file) => {
  const { largestImage, largestFile } = place();
  const largest = Number(file.type.startsWith("image/") ? largestImage : largestFile);
  if (!largest || file.size <= largest) return;
  const words = `It has ${inMegabytes(file.size)}, and ${inMegabytes(largest)} are the most.`;
  throw new NotTaken(`${words} Save it smaller, and upload it again.`, { again: false });
};

const inMegabytes = (bytes) => `${Math.ceil(bytes / MEBIBYTE).toLocaleString("en-GB")} MB`;

// Resolves when it is this file's turn; whoever is called off does not wait for it.
const turn = (signal) =>
  new Promise((resolve, reject) => {
    const start = () => {
      signal?.removeEventListener("abort", leave);
      busy += 1;
      resolve();
    };
    const leave = () => {
      const index = waiting.indexOf(start);
      if (index >= 0) waiting.splice(index, 1);
      reject(signal.reason);
    };
    if (signal?.aborted) reject(signal.reason);
    else if (busy < AT_ONCE) start();
    else {
      waiting.push(start);
      signal?.addEventListener("abort", leave, { once: true });
    }
  });

const sendWithToken = async (file, heed) => {
  for (let tokens = 0; tokens <= MOST_TOKENS; tokens += 1) {
    const { status, told } = await send(file, heed.onProgress, heed.signal);
    if (status === 200 || status === 201) return told;
    const isOld = status === 400 && told.token === false;
    if (!isOld && status !== 401) throw refusal(status, told);
    token = await renewedToken(heed);
    heed.onProgress(0);
  }
  throw new NotTaken(NOT_ONE_OF_OURS);
};

const refusal = (status, told) => {
  const words = told.error ?? told.reason;
  const again = status >= 500 || status === 0 || status === 400;
  return new NotTaken(words ?? NOT_TAKEN, { again, status });
};

// Somebody may have signed in again in another tab, whose token is the one to use; otherwise they
// are asked to.
const renewedToken = async ({ onProgress, begun, signal }) => {
  const tellOpen = (isOpen) => {
    if (isOpen && !signal?.aborted) onProgress(null);
  };
  const who = await unlessAborted(askUnlessPutOff(begun, tellOpen), signal).catch((error) => {
    throw signal?.aborted ? error : new NotTaken(NO_CONNECTION);
  });
  if (!who) throw new NotTaken(SIGNED_OUT, { status: 401 });
  if (!isSame(who)) {
    const words = `${who.name} is signed in here now. Sign in as yourself again, then try again.`;
    throw new NotTaken(words, { status: 401 });
  }
  return who.csrf_token;
};

const unlessAborted = (promise, signal) =>
  new Promise((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });

// The page's own token, which a script may have renewed, until another one had to be fetched.
const currentToken = () => token ?? document.querySelector('input[name="csrf_token"]').value;

// Only this kind of request tells how far it is.
const send = (file, onProgress, signal) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrf_token", currentToken());
    body.append("file", file, file.name);
    const abort = () => request.abort();
    signal?.addEventListener("abort", abort, { once: true });
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      onProgress(total ? loaded / total : 0);
    });
    request.addEventListener("load", () => {
      resolve({ status: request.status, told: parsed(request.responseText) });
    });
    request.addEventListener("error", () => reject(new NotTaken(NO_CONNECTION)));
    request.addEventListener("abort", () => reject(signal.reason));
    request.addEventListener("loadend", () => signal?.removeEventListener("abort", abort));
    request.open("POST", place().uploads);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};
