// Puts a merged text into the textarea: only where the others changed something, so that the
// caret, the selection and what can be undone stay as they are.

import { body, form } from "./content.js";
import { apply } from "./edit.js";

// Where two texts differ: how much is the same at the beginning, and where the rest begins.
const difference = (before, now) => {
  const shorter = Math.min(before.length, now.length);
  let head = 0;
  while (head < shorter && before[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  return { start: head, end: before.length - tail };
};

// Move edits of a text that was sent to what was made of it since; null where somebody is
// writing at the very place.
export const moved = (edits, sent, now) => {
  if (sent === now) return edits;
  const { start, end } = difference(sent, now);
  const shift = now.length - sent.length;
  const result = [];
  for (const [from, to, text] of edits) {
    if (to < start) result.push([from, to, text]);
    else if (from > end) result.push([from + shift, to + shift, text]);
    else return null;
  }
  return result;
};

const placeAfter = (place, edits) => {
  let shift = 0;
  for (const [from, to, text] of edits) {
    if (place < from || (place === from && from === to)) break;
    if (place < to) return from + shift + text.length;
    shift += text.length - (to - from);
  }
  return place + shift;
};

// Edits, each [from, to, text], in the order of the text.
export const applyAll = (edits) => {
  const { activeElement } = document;
  const { selectionStart, selectionEnd, selectionDirection } = body;
  const before = edits.filter(([from]) => from < selectionStart).length;
  const place = { top: scrollY, behavior: "instant" };
  let height = body.scrollHeight;
  for (const [index, edit] of [...edits.entries()].reverse()) {
    if (index === before - 1) height = body.scrollHeight;
    apply(body, { from: edit[0], to: edit[1], text: edit[2], select: [edit[0], edit[0]] });
  }
  body.setSelectionRange(
    placeAfter(selectionStart, edits),
    placeAfter(selectionEnd, edits),
    selectionDirection,
  );
  if (activeElement !== body) activeElement?.focus({ preventScroll: true });
  // What came in above pushes down what somebody is looking at.
  if (before > 0) place.top += body.scrollHeight - height;
  scrollTo(place);
};

const selects = () => [...form.elements].filter((each) => each.name?.startsWith("bylines-"));

const canChoose = (names) => {
  const known = new Set([...(selects()[0]?.options ?? [])].map((option) => option.value));
  return names.every((name) => known.has(name));
};

// One more field for an author, as the server would have made it.
const addSelect = () => {
  const last = selects().at(-1);
  const number = selects().length;
  const field = last.closest(".field").cloneNode(true);
  const select = field.querySelector("select");
  for (const each of ["id", "name"]) select[each] = `bylines-${number}`;
  const label = field.querySelector("label");
  label.htmlFor = select.id;
  label.textContent = `Author ${number + 1}`;
  last.closest(".field").after(field);
};

const choose = (names) => {
  while (selects().length < names.length) addSelect();
  selects().forEach((each, index) => (each.value = names[index] ?? ""));
};

// Say whether the page now holds the merged text. All of it is taken in, or nothing: `fields` and
// `bylines` are those in which it differs from what was sent.
export const takeIn = ({ edits, length, fields, bylines: names }, sent) => {
  const places = sent.body.length === length ? moved(edits, sent.body, body.value) : null;
  const touched = Object.keys(fields).some((name) => form.elements[name].value !== sent[name]);
  if (!places || touched || (names && !canChoose(names))) return false;
  for (const [name, value] of Object.entries(fields)) {
    form.elements[name].value = value;
    form.elements[name].dispatchEvent(new Event("change"));
  }
  if (names) choose(names);
  if (places.length) applyAll(places);
  return true;
};
