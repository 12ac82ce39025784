// The preview follows the text while both can be seen: the server renders what is in the page now,
// and the preview scrolls in step.

import { body, form } from "./content.js";
import { follow } from "./scrolling.js";

const PAUSE = 400; // milliseconds after the last key

const frame = document.getElementById("preview");
const refresh = document.getElementById("refresh");
const views = [...document.querySelectorAll('.switch input[name="view"]')];

// Its address is for those without script; loading it now would race with the words sent to it.
frame.removeAttribute("src");

let timer;
let flight = false;
let stale = false;

const isSeen = () => views.some((view) => view.checked && view.value !== "write");

const shown = () => frame.contentDocument?.querySelector("main") && frame.contentDocument;

// A page in the frame as a whole: the first time, and when something is to be told there.
const load = () => form.requestSubmit(refresh);

// Only what is new is put into the page that is there, so that it neither flashes nor jumps.
const put = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const place = frame.contentWindow.scrollY;
  const { documentElement } = frame.contentDocument;
  for (const name of ["lang", "dir"]) {
    documentElement.setAttribute(name, page.documentElement.getAttribute(name) ?? "");
  }
  frame.contentDocument.body.replaceWith(frame.contentDocument.importNode(page.body, true));
  frame.contentWindow.scrollTo({ top: place, behavior: "instant" });
  follow(frame);
};

const update = async () => {
  if (!isSeen()) return;
  if (!shown()) {
    load();
    return;
  }
  if (flight) {
    stale = true;
    return;
  }
  flight = true;
  stale = false;
  try {
    const response = await fetch(refresh.formAction, { method: "POST", body: new FormData(form) });
    if (response.ok) put(await response.text());
    else load();
  } catch {
    // Without a connection it stays as it was; the state of the text says so.
  }
  flight = false;
  if (stale) update();
};

for (const view of views) {
  view.addEventListener("change", () => {
    if (view.value !== "write") update();
  });
}

document.addEventListener("input", ({ target }) => {
  if (target.form !== form || !isSeen()) return;
  clearTimeout(timer);
  timer = setTimeout(update, PAUSE);
});

frame.addEventListener("load", () => follow(frame));

let waiting = false;

addEventListener(
  "scroll",
  () => {
    if (waiting || !isSeen() || body.offsetParent === null) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      follow(frame);
    });
  },
  { passive: true },
);
