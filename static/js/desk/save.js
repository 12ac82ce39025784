// Ctrl+S (⌘S) presses Save, and the state beside the title says what happens meanwhile.

const PATIENCE = 400; // milliseconds before "Saving…" is worth saying

const form = document.getElementById("editor");
const button = document.getElementById("save");
const state = document.getElementById("saved");

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  form.requestSubmit(button);
});

form.addEventListener("submit", ({ submitter }) => {
  if (submitter?.formTarget === "preview") return;
  setTimeout(() => {
    state.textContent = "Saving…";
  }, PATIENCE);
});
