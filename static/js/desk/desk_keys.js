// Single letters that lead around the desk, off inside fields, and off altogether for whoever
// says so in the profile. `?` lists them.

const OFF = "no-single-keys";
const SECOND = 1500; // milliseconds for the letter after G

const sheet = document.getElementById("keys");
const choice = document.getElementById("single-keys");

const isOn = () => localStorage.getItem(OFF) === null;

// The profile says whether they are on; the choice stays on this device, as the keyboard does.
if (choice) {
  choice.closest("[hidden]").hidden = false;
  choice.checked = isOn();
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
  });
}

for (const each of document.querySelectorAll("[data-opens-keys]")) {
  each.hidden = false;
  each.addEventListener("click", () => sheet.showModal());
}

const isField = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

const search = () => document.querySelector('main [role="search"] input[type="search"]')?.focus();

const linkOf = (key) => document.querySelector(`[data-go="${key}"]`);

const go = (key) => {
  const link = linkOf(key);
  if (link) location.assign(link.href);
};

// The sheet names the places that somebody can go to.
for (const line of sheet.querySelectorAll("[data-needs]")) {
  line.hidden = !linkOf(line.dataset.needs);
}

let waitsUntil = 0;

const act = (key) => {
  if (Date.now() < waitsUntil) {
    waitsUntil = 0;
    go(key);
  } else if (key === "g") waitsUntil = Date.now() + SECOND;
  else if (key === "n") go("n");
  else if (key === "/") search();
  else if (key === "?") sheet.showModal();
  else return false;
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.defaultPrevented || isField(event.target) || sheet.open || !isOn()) return;
  if (act(event.key.toLowerCase())) event.preventDefault();
});
