// What stands in a text for a file that is not in the library yet. Nothing here touches the page.
//
//   ![Uploading tide-gauge.jpg…](media:uploading-k7wq)
//   ![Not uploaded: tide-gauge.jpg](media:not-uploaded-k7wq)
//
// Its mark is the same in both and no other text's, so that it is found wherever it has gone, and
// two people who put something in at once do not get each other's.

const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const LENGTH = 4;
const LONGEST_NAME = 60;
const NAME_BEGINS = 40; // letters of a long name before what is left out; its ending comes after

// In Markdown these begin something; before each of them a backslash makes it a letter. A low line
// within a word begins nothing, and names are full of them.
const SIGNS = /[\\`*[\]<>&~$^|{}]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
// What is not seen, and what turns the direction of the words around it.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

const ADDRESS = new RegExp(`media:(uploading|not-uploaded)-([${LETTERS}]{${LENGTH}})(?![\\w-])`, "g");
const WORDS_BEFORE = /!\[((?:\\[^\n]|[^[\]\\\n])*)\]\($/;
const TITLE_AFTER = /^(?:[ \t]+"(?:\\.|[^"\\\n])*")?[ \t]*\)(?:\{[^}\n]*\})?/;
const OURS = { uploading: /^Uploading .*…$/, "not-uploaded": /^Not uploaded: / };
// Where the words of a picture may begin, before its address.
const REACH = 1000;

// Words as they can stand between the brackets of a picture or a link.
export const escaped = (words) =>
  words.replace(/\s+/g, " ").replace(UNSEEN, "").trim().replace(SIGNS, "\\$&");

export const shortened = (name) => {
  const letters = [...name.replace(/\s+/g, " ").replace(UNSEEN, "")];
  if (letters.length <= LONGEST_NAME) return letters.join("").trim() || "file";
  const rest = letters.slice(NAME_BEGINS - LONGEST_NAME + 1).join("");
  return `${letters.slice(0, NAME_BEGINS).join("")}…${rest}`;
};

export const newMark = (random = crypto.getRandomValues(new Uint8Array(LENGTH))) =>
  [...random].map((number) => LETTERS[number % LETTERS.length]).join("");

export const written = (state, name, mark) => {
  const words = escaped(shortened(name));
  const said = state === "uploading" ? `Uploading ${words}…` : `Not uploaded: ${words}`;
  return `![${said}](media:${state}-${mark})`;
};

// Every placeholder of a text, in its order: `from` and `to` are those of its address, `start` and
// `end` those of all of it. `isOurs` says that nobody has written other words for the picture.
export const placeholdersIn = (text) =>
  [...text.matchAll(ADDRESS)].map((found) => {
    const [address, state, mark] = found;
    const from = found.index;
    const to = from + address.length;
    const before = text.slice(Math.max(0, from - REACH), from).match(WORDS_BEFORE);
    const after = before && text.slice(to, to + REACH).match(TITLE_AFTER);
    const words = after ? before[1] : "";
    return {
      state,
      mark,
      from,
      to,
      start: after ? from - before[0].length : from,
      end: after ? to + after[0].length : to,
      isWhole: Boolean(after),
      isOurs: Boolean(after) && after[0][0] === ")" && OURS[state].test(words),
      name: nameIn(state, words),
    };
  });

const nameIn = (state, words) => {
  const plain = words.replace(ESCAPED, "$1");
  if (!OURS[state].test(words)) return plain || "A file";
  return state === "uploading" ? plain.slice("Uploading ".length, -1) : plain.slice("Not uploaded: ".length);
};

// The edits, each [from, to, text], after which a placeholder is in another state.
export const restated = (text, mark, state, name) =>
  marked(text, mark)
    .filter((each) => each.state !== state)
    .map((each) => {
      if (!each.isOurs) return [each.from, each.to, `media:${state}-${mark}`];
      return [each.start, closing(each, text), written(state, name, mark)];
    });

// Those after which the file stands there. Words that somebody has written for it stay.
export const answered = (text, mark, { markdown, key }) =>
  marked(text, mark).map((each) => {
    if (!each.isOurs) return [each.from, each.to, `media:${key}`];
    return [each.start, closing(each, text), markdown];
  });

// Those after which it is gone, and with it one of two blank lines around it.
export const removed = (text, mark) =>
  marked(text, mark).map(({ start, end }) => {
    const isAlone = (start === 0 || text[start - 1] === "\n") && /^(?:\n|$)/.test(text.slice(end, end + 1));
    if (!isAlone) return [start, end, ""];
    const [blank] = text.slice(end, end + 2).match(/^\n{0,2}/);
    if (end + blank.length < text.length || start === 0) return [start, end + blank.length, ""];
    const lead = text.slice(Math.max(0, start - 2), start) === "\n\n" ? 1 : 0;
    return [start - lead, end + blank.length, ""];
  });

const marked = (text, mark) => placeholdersIn(text).filter((each) => each.mark === mark);

// Braces after it belong to whoever wrote them.
const closing = ({ to }, text) => text.indexOf(")", to) + 1;
