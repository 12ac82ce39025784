// The library without loading it anew: what is pressed opens beside the grid, and what is saved
// stays in sight. Every link and form works without it.

import "./arriving.js";
import { point } from "./focal.js";
import { watchOver } from "./thumbnails.js";

const library = document.querySelector(".library");
const WIDE = matchMedia("(min-width: 64rem)");

let dirty = false;

const side = () => document.getElementById("side");
const shelf = () => document.getElementById("shelf");

const fetchPage = async (address, options) => {
  const response = await fetch(address, options);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // A sign-in, or an error page, is for the browser to show.
  if (!page.getElementById("side")) throw new Error(`no library at ${address}`);
  return { page, address: response.url };
};

// Puts what a page says beside its grid into this one, and what else it says of the same things.
const takeOver = (page) => {
  side().replaceWith(document.adoptNode(page.getElementById("side")));
  document.getElementById("tabs").replaceWith(document.adoptNode(page.getElementById("tabs")));
  document.title = page.title;
  document.querySelector("dialog.toast")?.remove();
  const toast = page.querySelector("dialog.toast");
  if (toast) document.querySelector(".frame").before(document.adoptNode(toast));
  mark(page);
  dirty = false;
  point();
};

// Which one is open, and what is said below each.
const mark = (page) => {
  for (const item of shelf()?.children ?? []) {
    const link = item.querySelector("a.title");
    const other = page.getElementById(item.id);
    const isCurrent = other?.querySelector("a.title")?.getAttribute("aria-current");
    if (isCurrent) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    if (!other) continue;
    item.querySelector(".status")?.remove();
    const status = other.querySelector(".status");
    if (status) item.append(document.adoptNode(status));
  }
};

const open = async (address, { push = true } = {}) => {
  try {
    const { page } = await fetchPage(address);
    takeOver(page);
    if (push) history.pushState(null, "", address);
  } catch {
    location.assign(address);
    return false;
  }
  return true;
};

const isPlain = (event) =>
  event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

// What is typed and not saved is left to the browser, which asks before it leaves it.
library.addEventListener("click", async (event) => {
  const link = event.target.closest("a.title, [data-closes]");
  if (!link || !isPlain(event) || event.defaultPrevented || dirty) return;
  event.preventDefault();
  if ("closes" in link.dataset) await close();
  else if ((await open(link.href)) && side().querySelector("#name")) {
    side().querySelector("#name").focus({ preventScroll: WIDE.matches });
    if (!WIDE.matches) scrollTo({ top: 0, behavior: "instant" });
  }
});

const close = async () => {
  const link = side().querySelector("[data-closes]");
  if (!link) return;
  const address = new URL(link.href);
  const id = address.hash.slice(1);
  address.hash = "";
  if (!(await open(address.href))) return;
  const item = document.getElementById(id);
  item?.querySelector("a.title").focus({ preventScroll: true });
  item?.scrollIntoView({ block: "nearest" });
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  if (document.querySelector("dialog:modal, :popover-open")) return;
  const toast = document.querySelector("dialog.toast[open]");
  if (toast) toast.close();
  else if (!dirty) close();
});

library.addEventListener("input", ({ target }) => {
  if (target.form?.id === "describe") dirty = true;
});

library.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.id !== "describe") return;
  event.preventDefault();
  dirty = false;
  const save = document.getElementById("save-item");
  save.disabled = true;
  try {
    const body = new FormData(form);
    const { page } = await fetchPage(form.action, { method: "POST", body });
    takeOver(page);
    const wrong = side().querySelector('[aria-invalid="true"]');
    (wrong ?? document.getElementById("save-item")).focus({ preventScroll: !wrong });
  } catch {
    // The browser sends it once more and shows what comes of it.
    save.disabled = false;
    form.submit();
  }
});

watchOver(library);

addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});

addEventListener("popstate", () => {
  if (dirty) location.reload();
  else open(location.href, { push: false });
});

point();
