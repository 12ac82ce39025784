// How every tool changes the text: through the browser's own editing, so that one press is one
// step of its undo. A change is { from, to, text, select: [start, end] }.

// A browser types a text line by line, each slower than the one before: 1,000 take a second.
const MANY_LINES = 40;
const AS_HTML = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

export const apply = (field, { from, to, text, select }) => {
  field.focus();
  if (field.value.slice(from, to) !== text) write(field, from, to, text);
  field.setSelectionRange(...select);
};

const write = (field, from, to, text) => {
  // A caret that has been elsewhere ends the run of typed letters, which are undone as one. So
  // neither the words before nor those after are taken back with this.
  field.setSelectionRange(0, 0);
  field.setSelectionRange(from, to);
  // A field that is not shown cannot be focused: what a browser types goes to another then.
  if (document.activeElement !== field || !insert(text)) {
    field.setRangeText(text);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(0, 0);
};

const insert = (text) => {
  if (!text) return document.execCommand("delete");
  const html = () => text.replace(/[&<>]/g, (sign) => AS_HTML[sign]);
  const many = text.split("\n", MANY_LINES).length === MANY_LINES;
  return (
    (many && document.execCommand("insertHTML", false, html())) ||
    document.execCommand("insertText", false, text)
  );
};

export const lineStart = (text, at) => text.slice(0, Math.max(0, at)).lastIndexOf("\n") + 1;

export const lineEnd = (text, at) => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
};

// What opens or closes a block of code, also within a quotation or a list.
const FENCE = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*(`{3,}(?=[^`\n]*$)|~{3,})[ \t]*(\S?)/gm;

// Is this place within a fenced block? Asked when a tool is used, never while letters are typed.
export const inFence = (text, at) => {
  let open = "";
  for (const [, fence, info] of text.slice(0, lineStart(text, at)).matchAll(FENCE)) {
    const closes = fence[0] === open[0] && fence.length >= open.length && !info;
    if (!open) open = fence;
    else if (closes) open = "";
  }
  return open !== "";
};

// Is this place within `code` of its line? An odd number of signs stands before it.
export const inCode = (text, at) =>
  text.slice(lineStart(text, at), at).split("`").length % 2 === 0 || inFence(text, at);

// A block of its own, with a blank line to what stands before it and after it.
export const apart = (text, from, to, block) => {
  const before = text.slice(Math.max(0, from - 2), from).match(/\n{0,2}$/)[0].length;
  const after = text.slice(to, to + 2).match(/^\n{0,2}/)[0].length;
  const lead = from === 0 ? "" : "\n".repeat(2 - before);
  const trail = to === text.length ? "\n" : "\n".repeat(2 - after);
  return { lead, text: lead + block + trail };
};
