// Nobody leaves with unsaved words without being asked.

const form = document.getElementById("editor");
const state = document.getElementById("saved");

// What the server sent is in the defaults of the controls, also after the browser has put
// back what was typed before a reload.
const changed = (control) => {
  if (control.closest("#publish")) return false;
  if (control.type === "checkbox" || control.type === "radio") {
    return control.checked !== control.defaultChecked;
  }
  if (control.options) {
    const preset = [...control.options].some((option) => option.defaultSelected);
    if (!preset) return control.selectedIndex > 0;
    return [...control.options].some((option) => option.selected !== option.defaultSelected);
  }
  return control.type !== "hidden" && "defaultValue" in control && control.value !== control.defaultValue;
};

const unsaved = () => "unsaved" in form.dataset || [...form.elements].some(changed);

// A button that saves on its way is trusted; trash and unpublish, which may not, are asked about.
let saving = false;
const saves = (submitter) =>
  !submitter?.hasAttribute("formaction") || "saves" in submitter.dataset;

form.addEventListener("submit", ({ submitter }) => {
  saving = saves(submitter);
});

addEventListener("beforeunload", (event) => {
  if (!saving && unsaved()) event.preventDefault();
});

// A page taken from the browser's memory has not been sent.
addEventListener("pageshow", () => {
  saving = false;
});

const said = state.textContent;
const kept = state.dataset.is ?? "";

const tell = () => {
  if (kept) return;
  const words = unsaved() ? "Unsaved changes" : said;
  if (state.textContent !== words) state.textContent = words;
};

// Controls in the bar and the details belong to the form, but their events do not pass through it.
document.addEventListener("input", ({ target }) => {
  if (target.form === form) tell();
});
tell();
