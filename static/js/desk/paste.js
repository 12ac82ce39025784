// What is pasted becomes Markdown where that is plain: an address over words, a table.

import { apply, apart, inCode } from "./edit.js";
import { tableIn } from "./tables.js";

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;
const PARAGRAPHS = /\n[ \t]*\n/;

const field = document.getElementById("body");
let asItIs = false;

// Ctrl+Shift+V is for whoever wants the words alone. Shift+Insert pastes as Ctrl+V does.
field.addEventListener("keydown", (event) => {
  const isV = event.code === "KeyV" || event.key.toLowerCase() === "v";
  asItIs = isV && event.shiftKey && (event.ctrlKey || event.metaKey);
});
field.addEventListener("pointerdown", () => {
  asItIs = false;
});

field.addEventListener("paste", (event) => {
  const change = !asItIs && event.clipboardData && understood(event.clipboardData);
  if (!change) return;
  event.preventDefault();
  apply(field, change);
});

const understood = (clipboard) => {
  const { value: text, selectionStart: from, selectionEnd: to } = field;
  if (inCode(text, from)) return null;
  const address = clipboard.getData("text/plain").trim();
  if (isAddress(address)) return linked(text, from, to, address);
  const table = tableIn(clipboard);
  return table && placed(text, from, to, table);
};

const isAddress = (words) => ADDRESS.test(words) && URL.canParse(words);

// Words that are an address themselves, or that stand in a link, are replaced.
const linked = (text, start, end, address) => {
  const chosen = text.slice(start, end);
  const words = chosen.trim();
  if (!words || isAddress(words) || PARAGRAPHS.test(words)) return null;
  if (text.slice(0, start).endsWith("](") || text.slice(end).startsWith("](")) return null;
  const from = start + chosen.indexOf(words);
  const link = `[${closed(words)}](${bare(address)})`;
  const caret = from + link.length;
  return { from, to: from + words.length, text: link, select: [caret, caret] };
};

// A bracket without its partner would end the words of the link too early.
const closed = (words) => {
  let open = 0;
  for (const sign of words.replace(/\\./g, "").match(/[[\]]/g) ?? []) {
    open += sign === "[" ? 1 : -1;
    if (open < 0) break;
  }
  return open === 0 ? words : words.replace(/(?<!\\)[[\]]/g, "\\$&");
};

const bare = (address) => {
  const safe = address.replace(/</g, "%3C").replace(/>/g, "%3E");
  return /[()\\]/.test(safe) ? `<${safe}>` : safe;
};

const placed = (text, from, to, table) => {
  const { text: added } = apart(text, from, to, table);
  const caret = from + added.length;
  return { from, to, text: added, select: [caret, caret] };
};
