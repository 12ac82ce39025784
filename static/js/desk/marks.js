// Marks within a line: each takes the text and what is selected in it, and returns a change.

import { inFence, lineEnd, lineStart } from "./edit.js";
import { fence } from "./blocks.js";

const REACH = 1000; // characters to either side in which the ends of a word or a mark are looked for
const BEFORE = /[\p{L}\p{M}\p{N}’'-]*$/u;
const AFTER = /^[\p{L}\p{M}\p{N}’'-]*/u;
// What begins a line and stays outside of a mark.
const MARKER = /^\s*(?:(?:>|[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)*(?:\[[ xX]\][ \t]+)?/;
const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;

// Of three asterisks two are the strong ones and one is the other.
// `within` is what words may not hold that have the marks at their ends: they are two marked ones.
const STRONG = {
  mark: "**",
  held: (signs) => signs >= 2,
  within: /\*\*/,
  spans: /\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__/g,
};
const EMPHASIS = {
  mark: "*",
  held: (signs) => signs % 2 === 1,
  within: /(?<!\*)\*(?!\*)/,
  spans: /(?<!\*)\*(?![\s*])([^*]+)(?<!\s)\*(?!\*)|(?<![\w_])_(?![\s_])([^_]+)(?<!\s)_(?![\w_])/g,
};
const CODE = {
  mark: "`",
  held: (signs) => signs >= 1,
  within: /`/,
  spans: /(?<!`)`([^`]+)`(?!`)/g,
};

export const bold = (text, start, end) => toggle(STRONG, text, start, end);
export const italic = (text, start, end) => toggle(EMPHASIS, text, start, end);

export const code = (text, start, end) => {
  const chosen = text.slice(start, end);
  if (chosen.trim().includes("\n")) return fence(text, start, end);
  if (!inFence(text, start)) return toggle(CODE, text, start, end);
  return { from: start, to: end, text: chosen, select: [start, end] };
};

// The place for the address is selected, or the one for the words where they are missing.
export const link = (text, start, end) => {
  const [from, to] = chosen(text, start, end);
  const words = text.slice(from, to);
  if (!words || ADDRESS.test(words)) {
    return { from, to, text: `[](${words || "url"})`, select: [from + 1, from + 1] };
  }
  const address = from + words.length + 3;
  return { from, to, text: `[${words}](url)`, select: [address, address + 3] };
};

const toggle = (kind, text, start, end) => {
  const span = start === end && spanAt(kind, text, start);
  if (span) return leave(span, start);
  const [from, to] = chosen(text, start, end);
  const words = text.slice(from, to);
  const { mark } = kind;
  if (kind.held(signsAround(mark[0], text, from, to))) {
    const select = [start - mark.length, end - mark.length];
    return { from: from - mark.length, to: to + mark.length, text: words, select };
  }
  if (start === end) {
    // A caret behind the word stays behind it; one in the word stays where it is.
    const caret = start + mark.length * (words && start === to ? 2 : 1);
    return { from, to, text: mark + words + mark, select: [caret, caret] };
  }
  const marked = toggleLines(kind, words, from === lineStart(text, from));
  return { from, to, text: marked.text, select: marked.select.map((place) => from + place) };
};

// What was marked before around a caret, with its marks.
const spanAt = ({ mark, spans }, text, at) => {
  const from = Math.max(lineStart(text, at), at - REACH);
  const line = text.slice(from, Math.min(lineEnd(text, at), at + REACH));
  for (const found of line.matchAll(spans)) {
    const start = from + found.index;
    const end = start + found[0].length;
    const words = found[1] ?? found[2];
    if (start <= at && at <= end) return { start, end, words, length: mark.length };
  }
  return null;
};

// Whoever has just written the marked words goes on behind them; elsewhere the marks go away.
const leave = ({ start, end, words, length }, at) => {
  const inner = end - length;
  if (at === inner) return { from: at, to: at, text: "", select: [end, end] };
  const caret = Math.min(Math.max(at - length, start), start + words.length);
  return { from: start, to: end, text: words, select: [caret, caret] };
};

// The selection without the blanks at its ends, or the word at the caret.
const chosen = (text, start, end) => {
  if (start !== end) {
    const words = text.slice(start, end);
    const from = start + words.length - words.trimStart().length;
    return [Math.min(from, end), Math.max(from, start + words.trimEnd().length)];
  }
  const [before] = text.slice(Math.max(0, start - REACH), start).match(BEFORE);
  const [after] = text.slice(start, start + REACH).match(AFTER);
  return [start - before.length, start + after.length];
};

// How many of this sign stand on both sides.
const signsAround = (sign, text, from, to) => {
  let count = 0;
  while (count < 3 && text[from - count - 1] === sign && text[to + count] === sign) count += 1;
  return count;
};

// No mark goes from one block of a text into the next, so each line has its own.
const toggleLines = (kind, words, atLineStart) => {
  const { mark } = kind;
  const lines = words.split("\n").map((line, index) => {
    const lead = index || atLineStart ? line.match(MARKER)[0] : "";
    return { lead, words: line.slice(lead.length).trimEnd() };
  });
  const full = lines.filter((line) => line.words);
  const off = full.length > 0 && full.every((line) => isMarked(kind, line.words));
  const change = (line) => (off ? line.slice(mark.length, -mark.length) : around(mark, line));
  const text = lines.map((line) => line.lead + (line.words && change(line.words))).join("\n");
  // The words of one line stay selected without their marks, so that other marks can follow.
  if (off || lines.length > 1) return { text, select: [0, text.length] };
  const [{ lead, words: only }] = lines;
  const signs = (text.length - lead.length - only.length) / 2;
  return { text, select: [lead.length + signs, text.length - signs] };
};

const isMarked = ({ mark, held, within }, words) => {
  let signs = 0;
  while (2 * signs + 2 < words.length && words[signs] === mark[0] && words.at(-signs - 1) === mark[0]) {
    signs += 1;
  }
  return held(signs) && !within.test(words.slice(mark.length, -mark.length));
};

// Code that holds the sign itself stands between more of them.
const around = (mark, words) => {
  if (mark !== "`" || !words.includes("`")) return mark + words + mark;
  const most = Math.max(...words.match(/`+/g).map((run) => run.length));
  const signs = "`".repeat(most + 1);
  return `${signs} ${words} ${signs}`;
};
