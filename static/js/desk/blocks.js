// Whole lines: each takes the text and what is selected in it, and returns a change.

import { apart, lineEnd, lineStart } from "./edit.js";

const HEADING = /^(#{1,6})[ \t]+/;
const ITEM = /^([ \t]*)(?:([-*+])|\d{1,9}[.)])[ \t]+/;
const QUOTED = /^[ \t]*>[ \t]?/;
const NOTE = /\[\^(\d{1,6})\]/g;
const NOTE_AT_END = /(?:^|\n)\[\^[^\]\s]+\]:[^\n]*$/;
const FENCED = /^(`{3,})[^\n]*\n([\s\S]*?)\n?\1[ \t]*$/;
const ROW = "|         |         |";

// A heading, a smaller one, none.
export const heading = (text, start, end) => {
  const from = lineStart(text, start);
  const line = text.slice(from, lineEnd(text, start));
  const [mark, signs] = line.match(HEADING) ?? ["", ""];
  const next = ["## ", "## ", "### "][signs.length] ?? "";
  const move = (place) => Math.max(from, place + next.length - mark.length);
  return { from, to: from + mark.length, text: next, select: [move(start), move(end)] };
};

export const quote = (text, start, end) => {
  const chosen = lines(text, start, end);
  const all = chosen.lines.filter((line) => line.trim()).every((line) => QUOTED.test(line));
  const off = all && chosen.lines.some((line) => QUOTED.test(line));
  const add = (line) => (line.trim() ? `> ${line}` : ">");
  const quoted = chosen.lines.map((line) => (off ? line.replace(QUOTED, "") : add(line)));
  return among(text, chosen, quoted, (line) => QUOTED.test(line) === off, start, end);
};

// A list, a numbered one, none.
export const list = (text, start, end) => {
  const chosen = lines(text, start, end);
  const full = chosen.lines.filter((line) => line.trim());
  const items = full.map((line) => line.match(ITEM));
  const listed = full.length > 0 && items.every(Boolean);
  const bulleted = listed && items.every((item) => item[2]);
  const off = listed && !bulleted;
  const sign = (number) => (bulleted ? `${number}. ` : "- ");
  let number = 0;
  const change = (line) => {
    if (!line.trim() && full.length) return line;
    const [mark, indent] = line.match(ITEM) ?? ["", line.match(/^[ \t]*/)[0]];
    const words = line.slice(mark.length || indent.length);
    number += 1;
    return indent + (off ? "" : sign(number)) + words;
  };
  const changed = chosen.lines.map(change);
  return among(text, chosen, changed, (line) => ITEM.test(line) === off, start, end);
};

export const table = (text, start, end) => {
  const rows = ["| Heading | Heading |", "| ------- | ------- |", ROW, ROW];
  return block(text, end, rows.join("\n"), "Heading");
};

// A sign where the caret is, and the note itself at the end of the text, to be written now.
export const note = (text, start, end) => {
  const numbers = [...text.matchAll(NOTE)].map((found) => Number(found[1]));
  const name = `[^${Math.max(0, ...numbers) + 1}]`;
  // Blank lines at the end stay behind it.
  const to = Math.max(end, text.trimEnd().length);
  const rest = text.slice(end, to);
  const gap = rest && NOTE_AT_END.test(rest) ? "\n" : "\n\n";
  const added = `${name}${rest}${gap}${name}: `;
  const caret = end + added.length;
  return { from: end, to, text: added, select: [caret, caret] };
};

// Lines of code between fences that are longer than any within.
export const fence = (text, start, end) => {
  const { from, to } = lines(text, start, end);
  const words = text.slice(from, to);
  const fenced = words.match(FENCED);
  if (fenced) return { from, to, text: fenced[2], select: [from, from + fenced[2].length] };
  const runs = words.match(/`{3,}/g) ?? [];
  const signs = "`".repeat(Math.max(2, ...runs.map((run) => run.length)) + 1);
  const code = `${signs}\n${words}\n${signs}`;
  return { from, to, text: code, select: [from, from + code.length] };
};

// The whole lines that a selection touches. One that ends before a line's first letter does not.
const lines = (text, start, end) => {
  const last = end > start && text[end - 1] === "\n" ? end - 1 : end;
  const from = lineStart(text, start);
  const to = lineEnd(text, last);
  return { from, to, lines: text.slice(from, to).split("\n") };
};

// Put changed lines in the place of others. What is foreign to them and stands right before or
// after would run together with them, so a blank line parts the two.
const among = (text, { from, to, lines: old }, changed, foreign, start, end) => {
  const before = text.slice(lineStart(text, from - 1), Math.max(0, from - 1));
  const after = text.slice(to + 1, lineEnd(text, to + 1));
  const lead = before.trim() && foreign(before) ? "\n" : "";
  const trail = after.trim() && foreign(after) ? "\n" : "";
  const added = lead + changed.join("\n") + trail;
  if (start !== end) {
    const first = from + lead.length;
    return { from, to, text: added, select: [first, first + changed.join("\n").length] };
  }
  const grown = changed[0].length - old[0].length;
  const caret = Math.max(from + lead.length, start + lead.length + grown);
  return { from, to, text: added, select: [caret, caret] };
};

// A block after the paragraph at this place, or here where the line is empty.
const block = (text, at, words, selected) => {
  const empty = lineStart(text, at) === lineEnd(text, at);
  const next = text.indexOf("\n\n", at);
  const place = empty ? at : next < 0 ? text.length : next;
  const { lead, text: added } = apart(text, place, place, words);
  return {
    from: place,
    to: place,
    text: added,
    select: within(place + lead.length, words, selected),
  };
};

const within = (place, words, selected) => {
  const start = place + words.indexOf(selected);
  return [start, start + selected.length];
};
