// Where the preview has to be for what is read there to be what is written here. Headings are found
// in both by their words; between them the way is divided evenly.

import { body } from "./content.js";

const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
// The line that is held in step, as a part of the height of the window.
const EYE = 0.3;

const context = document.createElement("canvas").getContext("2d");

// Lines break between words, so that they are seldom full.
const FULL = 0.95;

let measured = { text: null, width: 0, marks: [], total: 1 };
let widths = new Map();

const letters = (text) => text.replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();

// How many lines of the field each line of the text takes, without asking the browser to lay out
// a copy of it. Only lines that are new are measured.
const measure = () => {
  const { value, clientWidth } = body;
  if (measured.text === value && measured.width === clientWidth) return measured;
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(body);
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  const known = widths;
  widths = new Map();
  const marks = [];
  let total = 0;
  let fence = "";
  for (const line of value.split("\n")) {
    const [, sign = ""] = line.match(FENCE) ?? [];
    if (!fence && HEADING.test(line)) marks.push([letters(line), total]);
    if (!fence) fence = sign;
    else if (sign.startsWith(fence)) fence = "";
    const width = known.get(line) ?? context.measureText(line).width;
    widths.set(line, width);
    total += width < clientWidth ? 1 : Math.ceil(width / (clientWidth * FULL));
  }
  measured = { text: value, width: clientWidth, marks, total };
  return measured;
};

const top = (element) => element.getBoundingClientRect().top + element.ownerDocument.defaultView.scrollY;

// Pairs of a place in the text, as a part of its height, and one in the preview, in pixels.
const pairs = (page) => {
  const { marks, total } = measure();
  const prose = page.querySelector(".prose") ?? page.querySelector("main");
  const headings = [...prose.querySelectorAll(":scope > :is(h1, h2, h3, h4, h5, h6)")];
  const first = top(prose);
  const inner = [];
  let next = 0;
  for (const heading of headings) {
    const words = letters(heading.textContent);
    const found = marks.findIndex(([name], index) => index >= next && name === words);
    if (found < 0) continue;
    next = found + 1;
    inner.push([marks[found][1] / total, top(heading)]);
  }
  return [[0, first], ...inner, [1, first + prose.offsetHeight]];
};

const between = (places, part) => {
  const index = places.findIndex(([from]) => from > part);
  if (index < 1) return index ? places.at(-1)[1] : places[0][1];
  const [from, start] = places[index - 1];
  const [to, end] = places[index];
  return start + ((part - from) / (to - from || 1)) * (end - start);
};

export const follow = (frame) => {
  const page = frame.contentDocument;
  if (!page?.querySelector("main") || body.offsetParent === null) return;
  const { top: start, height } = body.getBoundingClientRect();
  const room = height - Number.parseFloat(getComputedStyle(body).paddingBlockEnd);
  const part = (innerHeight * EYE - start) / Math.max(1, room);
  // At the very top the preview shows its title as well.
  const place = scrollY < 1 ? 0 : between(pairs(page), part) - frame.clientHeight * EYE;
  frame.contentWindow.scrollTo({ top: Math.max(0, place), behavior: "instant" });
};
