// Fields that grow with their text, where the stylesheet cannot make them.

const PAUSE = 250; // milliseconds after the last key

const title = document.getElementById("title");
const body = document.getElementById("body");

const grow = (field) => {
  field.style.overflow = "hidden";
  field.style.resize = "none";
  const place = scrollY;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
  // Measuring makes the page short for a moment, which would move it.
  scrollTo({ top: place, behavior: "instant" });
};

// While letters are typed a field only grows, which is told by one look; to find that it could be
// shorter takes setting the whole text anew.
const heed = (field) => {
  let waiting;
  field.addEventListener("input", () => {
    if (field.scrollHeight > field.clientHeight) field.style.blockSize = `${field.scrollHeight}px`;
    clearTimeout(waiting);
    waiting = setTimeout(grow, PAUSE, field);
  });
};

if (!CSS.supports("field-sizing", "content")) {
  for (const field of [title, body]) {
    heed(field);
    addEventListener("resize", () => grow(field));
    document.fonts.ready.then(() => grow(field));
  }
}

// A title is one line, so Enter goes on to the text.
title.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  body.focus();
});
