// The tool for pictures: what is picked in the library goes into the text.

import { apply } from "./edit.js";
import { markdownFor } from "./items.js";
import { pick } from "./picker.js";
import { placed } from "./placing.js";

const field = document.getElementById("body");

// Selected words tell what is to be seen.
export const picture = async () => {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const selected = value.slice(start, end);
  const words = selected.includes("\n") ? "" : selected.trim();
  const picked = await pick({ name: "Picture or file", act: "Insert", words });
  if (!picked) return;
  const { item, alt, width } = picked;
  const from = words ? start : end;
  const inLine = item.kind === "document" || (words !== "" && isInLine(field.value, start, end));
  apply(field, placed(field.value, from, end, [markdownFor(item, alt, width)], { inLine }));
};

// Words within a line become a picture within it.
const isInLine = (text, start, end) =>
  /[^\n]$/.test(text.slice(0, start)) || /^[^\n]/.test(text.slice(end, end + 1));
