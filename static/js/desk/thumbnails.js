// Pictures of what is in the library. The server makes one when it is first asked for, and says so
// when that takes longer: then it is asked again.

const WAITS = [1, 2, 4, 8, 16]; // seconds

const tries = new WeakMap();

const askAgain = ({ currentTarget: picture }) => {
  picture.toggleAttribute("data-waits", true);
  const done = tries.get(picture) ?? 0;
  if (done >= WAITS.length) return;
  tries.set(picture, done + 1);
  const address = picture.src;
  setTimeout(() => {
    if (picture.isConnected && picture.src === address) picture.src = address;
  }, 1000 * WAITS[done]);
};

// What an address shows is told in words beside it.
export const thumbnail = () => {
  const picture = Object.assign(new Image(), { alt: "", decoding: "async", draggable: false });
  picture.addEventListener("error", askAgain);
  picture.addEventListener("load", () => {
    tries.delete(picture);
    picture.removeAttribute("data-waits");
  });
  return picture;
};
