// Pictures of what is in the library. The server makes one when it is first asked for, and says so
// when that takes longer: then it is asked again.

const WAITS = [1, 2, 4, 8, 16]; // seconds

const tries = new WeakMap();

const askAgain = (picture) => {
  picture.toggleAttribute("data-waits", true);
  const done = tries.get(picture) ?? 0;
  if (done >= WAITS.length) return;
  tries.set(picture, done + 1);
  const address = picture.src;
  setTimeout(() => {
    if (picture.isConnected && picture.src === address) picture.src = address;
  }, 1000 * WAITS[done]);
};

const arrived = (picture) => {
  tries.delete(picture);
  picture.removeAttribute("data-waits");
};

// Watches over a picture, or over all within an element, those too that come into it later: their
// events come to nobody above them, but everybody above may catch them on their way.
export const watchOver = (element) => {
  const heed = (act) => ({ target }) => {
    if (target.matches("img")) act(target);
  };
  element.addEventListener("error", heed(askAgain), { capture: true });
  element.addEventListener("load", heed(arrived), { capture: true });
  // Of those that the page came with, nobody may have heard it.
  for (const picture of element.querySelectorAll("img")) {
    if (picture.complete && picture.naturalWidth === 0 && picture.currentSrc) askAgain(picture);
  }
};

// What an address shows is told in words beside it.
export const thumbnail = () => {
  const picture = Object.assign(new Image(), { alt: "", decoding: "async", draggable: false });
  watchOver(picture);
  return picture;
};
