// The focal point of the open picture: pressed, dragged, or moved with the arrow keys. The two
// numbers beside it are what is saved.

const STEP = 1; // percent of the picture for a press of an arrow key
const FAR = 10; // and with Shift held

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const within = (percent) => Math.min(100, Math.max(0, Math.round(percent)));

export const point = () => {
  const picture = document.getElementById("picture");
  const fold = document.getElementById("focal");
  if (!picture || !fold) return;
  const crop = picture.querySelector(".crop");
  const fields = ["focal_x", "focal_y"].map((name) => document.getElementById(name));
  const ring = document.createElement("button");
  ring.type = "button";
  ring.className = "ring";
  crop.append(ring);
  fold.querySelector("[data-pointing]").hidden = false;

  const draw = () => {
    const [x, y] = fields.map((field) => within(Number(field.value) || 0));
    ring.style.insetBlockStart = `${y}%`;
    ring.style.left = `${x}%`;
    ring.setAttribute("aria-label", `Focal point, ${x} % from the left, ${y} % from the top`);
    ring.hidden = !fold.open;
    picture.classList.toggle("pointing", fold.open);
  };
  const put = (...place) => {
    fields.forEach((field, index) => {
      field.value = within(place[index]);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    draw();
  };
  const follow = ({ clientX, clientY }) => {
    const box = crop.getBoundingClientRect();
    put((100 * (clientX - box.left)) / box.width, (100 * (clientY - box.top)) / box.height);
  };

  crop.addEventListener("pointerdown", (event) => {
    if (!fold.open || event.button !== 0) return;
    event.preventDefault();
    crop.setPointerCapture(event.pointerId);
    follow(event);
    ring.focus({ preventScroll: true });
  });
  crop.addEventListener("pointermove", (event) => {
    if (crop.hasPointerCapture(event.pointerId)) follow(event);
  });
  ring.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const far = event.shiftKey ? FAR : STEP;
    put(...fields.map((field, index) => (Number(field.value) || 0) + far * step[index]));
  });
  for (const field of fields) field.addEventListener("input", draw);
  fold.addEventListener("toggle", draw);
  draw();
};
