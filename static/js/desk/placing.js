// Where pictures and files go in a text: each a paragraph of its own, or in the line where it
// would break what stands there. Nothing here touches the page.

import { apart, inCode, lineEnd, lineStart } from "./edit.js";

// What begins a line that cannot be broken: an item, a quotation, a heading, a row, code.
const BOUND = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\|)|\t| {4})/;
const HEADING = /^#{1,6}[ \t]/;

// A change that puts these pieces of Markdown in the place of what is selected.
export const placed = (text, start, end, pieces, { inLine = false } = {}) => {
  const line = text.slice(lineStart(text, start), lineEnd(text, start));
  const isAfterHeading = HEADING.test(line) && start === lineEnd(text, start);
  const isBound = (BOUND.test(line) && !isAfterHeading) || inCode(text, start) || isInLink(text, start);
  // Beside a picture that is a paragraph it would not be one any more.
  const isWithin = isBound || (inLine && !line.startsWith("!["));
  return isWithin ? within(text, start, end, pieces) : alone(text, start, end, pieces);
};

const isInLink = (text, at) => {
  const before = text.slice(lineStart(text, at), at);
  return before.lastIndexOf("[") > before.lastIndexOf("]") || /\]\([^)]*$/.test(before);
};

const within = (text, start, end, pieces) => {
  const lead = /[^\s([{]$/.test(text.slice(0, start)) && start > lineStart(text, start) ? " " : "";
  const trail = /^[\p{L}\p{N}]/u.test(text.slice(end, end + 2)) ? " " : "";
  const added = lead + pieces.join(" ");
  const caret = start + added.length;
  return { from: start, to: end, text: added + trail, select: [caret, caret] };
};

// Blanks at the place would begin or end a line, or end the text.
const alone = (text, start, end, pieces) => {
  const from = start - text.slice(lineStart(text, start), start).match(/[ \t]*$/)[0].length;
  const blanks = text.slice(end, lineEnd(text, end)).match(/^[ \t]*/)[0].length;
  const to = text.slice(end).trim() ? end + blanks : text.length;
  const { text: added } = apart(text, from, to, pieces.join("\n\n"));
  const caret = from + added.length;
  return { from, to, text: added, select: [caret, caret] };
};
