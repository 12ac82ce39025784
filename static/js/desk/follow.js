// The count of words and the lines of the details say what is in the form now, not what was.

const PAUSE = 250; // milliseconds after the last key
const WORDS_A_MINUTE = 220; // as the server reckons
const WORDS_A_PIECE = 4000;
const WORD = /[\p{L}\p{N}_]+(?:[’'-][\p{L}\p{N}_]+)*/gu;

// Safari has no idle time to give.
const soon = window.requestIdleCallback ?? setTimeout;
const forget = window.cancelIdleCallback ?? clearTimeout;

const form = document.getElementById("editor");
const length = document.getElementById("length");
const followers = document.querySelectorAll("[data-follows]");

const text = (id) => document.getElementById(id).value.trim();
const chosen = (select) => select.selectedOptions[0]?.text ?? "";

// The file that a key stands for, where the page knows it.
const nameOfCover = (key) => {
  const options = [...document.querySelectorAll("#recent-pictures option")];
  return options.find((option) => option.value === key)?.label || key;
};

const says = {
  summary: () => text("summary"),
  tags: () => text("tags"),
  slug: () => text("slug") && `/${text("slug")}`,
  cover: () => nameOfCover(text("cover")),
  cover_caption: () => text("cover_caption"),
  visibility: () => chosen(document.getElementById("visibility")),
  // Whoever may not choose them has no fields for them, and nothing to follow.
  bylines: () => {
    const selects = [...form.elements].filter((each) => each.matches('select[name^="bylines-"]'));
    const names = selects.filter((each) => each.value).map(chosen);
    return selects.length ? names.join(", ") : null;
  },
};

const plural = (count, one, many) => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

const say = (words) => {
  const minutes = Math.max(1, Math.round(words / WORDS_A_MINUTE));
  const time = words ? `, ${plural(minutes, "minute", "minutes")}` : "";
  length.textContent = plural(words, "word", "words") + time;
};

// A long text is counted piece by piece, so that no key waits for it.
const count = () => {
  const { value } = document.getElementById("body");
  let words = 0;
  const on = () => {
    for (const end = words + WORDS_A_PIECE; words < end; words += 1) {
      if (!WORD.test(value)) {
        say(words);
        return;
      }
    }
    counting = soon(on);
  };
  forget(counting);
  WORD.lastIndex = 0;
  on();
};

const follow = () => {
  for (const each of followers) {
    const words = says[each.dataset.follows]();
    if (words !== null) each.textContent = words || each.dataset.else;
  }
};

let waiting;
let counting;

document.addEventListener("input", ({ target }) => {
  if (target.form !== form) return;
  if (target.id !== "body") {
    follow();
    return;
  }
  clearTimeout(waiting);
  waiting = setTimeout(count, PAUSE);
});

// A browser may have put back what was typed before a reload.
addEventListener("pageshow", () => {
  follow();
  count();
});
