// The words beside the title that say where the text is. They are always true.

const state = document.getElementById("saved");
const again = document.getElementById("again");

// What happens every few seconds while somebody writes is shown and not read aloud.
const QUIET = new Set(["", "working", "unsaved"]);

export const say = (words, is = "", { retry = false } = {}) => {
  again.hidden = !retry;
  if (state.textContent.trim() === words && (state.dataset.is ?? "") === is) return;
  const calm = QUIET.has(is) && QUIET.has(state.dataset.is ?? "");
  state.ariaLive = calm ? "off" : "polite";
  if (is) state.dataset.is = is;
  else delete state.dataset.is;
  state.textContent = words;
};

export const onAgain = (act) => again.addEventListener("click", act);
