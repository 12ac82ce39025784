// Publishing, as a popover or a page: what is wrong is shown where it can be put right, Enter
// presses the button that can be seen, and what is said about the text is about the newest one.

const popover = document.getElementById("publish");
const frame = popover ?? document.getElementById("publication");
const form = document.getElementById("editor");
const body = document.getElementById("body");
const warnings = document.getElementById("publish-warnings");

const wrong = popover?.matches("[data-wrong]");

if (wrong && popover.showPopover) {
  popover.showPopover();
  const first = popover.querySelector('[aria-invalid="true"], [aria-describedby$="-error"]');
  first?.focus();
}

// A link in the summary of errors leads to a field that the closed popover would hide.
document.querySelector(".banner.bad")?.addEventListener("click", (event) => {
  const target = event.target.closest("a")?.hash.slice(1);
  const field = target && document.getElementById(target);
  if (!field || !popover?.contains(field)) return;
  event.preventDefault();
  if (!popover.matches(":popover-open")) popover.showPopover();
  (field.matches("input") ? field : field.querySelector("input"))?.focus();
});

// A browser would press the first button of the form, which is Save.
frame?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
  event.preventDefault();
  const buttons = [...frame.querySelectorAll("button.primary")];
  buttons.find((button) => button.getClientRects().length > 0)?.click();
});

// Which of two times was meant is a question about the time that was typed, and about no other.
frame?.addEventListener("input", ({ target }) => {
  if (target.id === "date" || target.id === "time") document.getElementById("which-group")?.remove();
});

const PAUSE = 400; // milliseconds after the last key

let stale = false;
let flight = false;
let timer;

const ask = async () => {
  if (flight || !stale) return;
  flight = true;
  stale = false;
  try {
    // A new post has an address of its own after its first save, and so have its warnings.
    const address = `${popover.querySelector("[data-url=publish]").formAction}/warnings`;
    const answer = await fetch(address, { method: "POST", body: new FormData(form) });
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      warnings.replaceChildren(...document.importNode(page.body, true).childNodes);
    }
  } catch {
    // Without a connection nothing can be published either, and the bar says why.
  }
  flight = false;
  if (popover.matches(":popover-open")) ask();
};

if (popover) {
  popover.addEventListener("toggle", ({ newState }) => {
    if (newState !== "open") return;
    stale = true;
    ask();
  });
  document.addEventListener("input", ({ target }) => {
    if (target.form !== form || popover.contains(target)) return;
    stale = true;
    clearTimeout(timer);
    if (popover.matches(":popover-open")) timer = setTimeout(ask, PAUSE);
  });
}

// A line that is named is shown and selected, so that it can be put right at once.
warnings?.addEventListener("click", (event) => {
  const line = Number(event.target.closest("[data-line]")?.dataset.line);
  if (!line) return;
  event.preventDefault();
  popover.hidePopover();
  const lines = body.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  body.focus();
  body.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
});
