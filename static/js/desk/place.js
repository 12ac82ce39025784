// After a save the writer goes on where they were: same field, same caret, same view.

const FRESH = 60_000; // milliseconds; what is older belongs to another sitting

const form = document.getElementById("editor");
const details = document.getElementById("details");
const detailsOn = document.getElementById("details-on");
const views = [...document.querySelectorAll('.switch input[name="view"]')];

const key = (place) => `place:${place}`;
const isField = (element) => element.form === form && element.id && !element.closest("#publish");

// Used once, so that coming here another way begins at the beginning. A new post has no number
// until its first save brings it back with one.
const take = () => {
  const { place, newPlace } = form.dataset;
  const kept = [place, newPlace].filter(Boolean).map((each) => {
    const text = sessionStorage.getItem(key(each));
    sessionStorage.removeItem(key(each));
    return text && JSON.parse(text);
  });
  return kept.find((each) => each && Date.now() - each.at < FRESH);
};

const focus = ({ field, start, end }) => {
  const element = field && document.getElementById(field);
  if (!element || element.form !== form) return;
  element.closest("details")?.setAttribute("open", "");
  element.focus({ preventScroll: true });
  if (start !== null) element.setSelectionRange(start, end);
};

const restore = (kept) => {
  detailsOn.checked = kept.details;
  const view = views.find((each) => each.value === kept.view);
  if (view && !view.checked) {
    view.checked = true;
    view.dispatchEvent(new Event("change"));
  }
  focus(kept);
  const scroll = () => {
    scrollTo({ top: kept.scroll, behavior: "instant" });
    details.scrollTop = kept.detailsScroll;
  };
  scroll();
  // The text has its height only when its letters are here.
  document.fonts.ready.then(scroll);
};

let last = null;

document.addEventListener("focusin", ({ target }) => {
  if (isField(target) && target.matches("input, select, textarea")) last = target;
});

form.addEventListener("submit", ({ submitter, defaultPrevented }) => {
  // It was saved without leaving the page.
  if (defaultPrevented) return;
  // A preview goes into its frame, the trash to the list.
  if (submitter?.formTarget || "leaves" in (submitter?.dataset ?? {})) return;
  // Whoever pressed the button by key is still there; a pointer comes from the text.
  const onButton = submitter && isField(submitter) && submitter.matches(":focus-visible");
  const field = onButton ? submitter : last;
  const kept = {
    at: Date.now(),
    field: field?.id,
    start: field?.selectionStart ?? null,
    end: field?.selectionEnd ?? null,
    scroll: scrollY,
    details: detailsOn.checked,
    detailsScroll: details.scrollTop,
    view: views.find((each) => each.checked)?.value,
  };
  sessionStorage.setItem(key(form.dataset.place), JSON.stringify(kept));
});

const [{ type }] = performance.getEntriesByType("navigation");
const kept = take();
// What went wrong is told at the top of the page.
if (kept && type === "navigate" && !document.querySelector(".banner[role=alert]")) restore(kept);
