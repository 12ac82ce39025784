// Enter goes on to the next image: an alt text is a sentence, and has no second line.

import { watchOver } from "./thumbnails.js";

const form = document.getElementById("alt-form");
const field = form?.elements.alt;

watchOver(document.querySelector("main"));

field?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.altKey) return;
  event.preventDefault();
  // A key that is held down would leave out the images that follow.
  if (!event.repeat) form.requestSubmit(form.querySelector(".primary"));
});

let sent = false;

form?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});

addEventListener("pageshow", () => {
  sent = false;
});
