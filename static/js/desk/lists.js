// Enter goes on with a list or a quotation, and ends it where nothing was written.

import { apply, inFence, lineEnd, lineStart } from "./edit.js";

const LEAD = String.raw`(?<lead>[ \t]*(?:>[ \t]?)*[ \t]*)`;
const SIGN = String.raw`(?:(?<sign>[-*+])|(?<number>\d{1,9})(?<after>[.)]))(?<gap>[ \t]+)`;
const ITEM = new RegExp(`^${LEAD}${SIGN}${String.raw`(?<task>\[[ xX]\][ \t]+)?`}`);
const QUOTED = /^[ \t]*(?:>[ \t]?)+/;
// Three signs or more with nothing else are a pause in the text.
const PAUSE = /^[ \t]*(?:>[ \t]?)*([-*])[ \t]*(?:\1[ \t]*){2,}$/;

const field = document.getElementById("body");
let shift = false;

// The marker that a line begins with, and the one that its next line would.
const markers = (line) => {
  const item = !PAUSE.test(line) && line.match(ITEM);
  if (!item) {
    const quoted = line.match(QUOTED);
    return quoted && { here: quoted[0], next: quoted[0], rest: "" };
  }
  const { lead, sign, number, after, gap, task } = item.groups;
  const own = sign ?? `${Number(number) + 1}${after}`;
  return { here: item[0], next: lead + own + gap + (task ? "[ ] " : ""), rest: quoteOf(lead) };
};

// A list that ends within a quotation leaves the quotation.
const quoteOf = (lead) => (lead.includes(">") ? lead.trimEnd() + " " : "");

const goOn = () => {
  const { value: text, selectionStart: at, selectionEnd } = field;
  if (at !== selectionEnd) return false;
  const start = lineStart(text, at);
  const line = text.slice(start, lineEnd(text, at));
  const marker = markers(line);
  if (!marker || at < start + marker.here.length || inFence(text, at)) return false;
  if (line.trim() === marker.here.trim()) {
    end(text, start, start + line.length, marker.rest);
  } else {
    const caret = at + 1 + marker.next.length;
    apply(field, { from: at, to: at, text: `\n${marker.next}`, select: [caret, caret] });
  }
  return true;
};

// Words right below an item would still belong to it, so a blank line parts them.
const end = (text, from, to, rest) => {
  const above = text.slice(lineStart(text, from - 1), Math.max(0, from - 1));
  const gap = above.replace(QUOTED, "").trim() ? `${rest.trimEnd()}\n` : "";
  const caret = from + gap.length + rest.length;
  apply(field, { from, to, text: gap + rest, select: [caret, caret] });
};

// A break is asked for here whichever keyboard it comes from, a phone's too, and not by the Enter
// that ends a composition. Whether Shift was held only the key knows.
field.addEventListener("keydown", (event) => {
  shift = event.shiftKey;
});

field.addEventListener("beforeinput", (event) => {
  if (event.isComposing || shift) return;
  if (event.inputType !== "insertLineBreak" && event.inputType !== "insertParagraph") return;
  if (goOn()) event.preventDefault();
});
