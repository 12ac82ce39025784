// A table from a clipboard as Markdown: from a page or a spreadsheet, or from lines with tabs.

// More is data, and no table that anyone reads.
const CELLS_AT_MOST = 5000;
const LETTERS_AT_MOST = 200_000;
const NUMBER = /^[-+−]?[$£€]?\d[\d.,\s]*\s?[%$£€]?$/;
// Stands for a line break while the other blanks of a cell become one each.
const BREAK = "\uE000";

// The Markdown of the table in a clipboard; null where there is none, or words beside it.
export const tableIn = (clipboard) => {
  const html = clipboard.getData("text/html");
  const rows = html ? rowsOfPage(html) : rowsOfLines(clipboard.getData("text/plain"));
  if (!rows || rows.length < 2) return null;
  const width = Math.max(...rows.map((row) => row.length));
  const full = rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
  const isGrid = width > 1 && width * rows.length <= CELLS_AT_MOST;
  return isGrid && full.some((row) => row[0]) ? written(full) : null;
};

const written = ([head, ...rows]) => {
  const isNumber = (cell) => !cell || NUMBER.test(cell);
  const numbers = (at) => rows.some((row) => row[at]) && rows.every((row) => isNumber(row[at]));
  const rules = head.map((_, at) => (numbers(at) ? "---:" : "---"));
  return [head.map(escaped), rules, ...rows.map((row) => row.map(escaped))]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
};

// A backslash before a bar would take the place of the one that keeps it from ending the cell.
const escaped = (cell) => cell.replace(/(\\*)\|/g, "$1$1\\|").replaceAll("\n", "<br>");

// Read within a template, where nothing loads or runs and no style of the page is applied.
const rowsOfPage = (html) => {
  const { content } = Object.assign(document.createElement("template"), { innerHTML: html });
  const isOutermost = (each) => !each.parentElement?.closest("table");
  const tables = [...content.querySelectorAll("table")].filter(isOutermost);
  if (tables.length !== 1) return null;
  const rows = spread(tables[0]);
  tables[0].remove();
  for (const unseen of content.querySelectorAll("style, script, title")) unseen.remove();
  return content.textContent.trim() ? null : rows;
};

// A cell that covers several is written once, in the first of them.
const spread = (table) => {
  const grid = [...table.rows].map(() => []);
  for (const [at, row] of [...table.rows].entries()) {
    for (const cell of row.cells) {
      let column = 0;
      while (grid[at][column] !== undefined) column += 1;
      const depth = Math.min(cell.rowSpan || grid.length, grid.length - at);
      for (let down = 0; down < depth; down += 1) {
        for (let over = 0; over < cell.colSpan; over += 1) grid[at + down][column + over] = "";
      }
      grid[at][column] = words(cell);
    }
  }
  return grid.map((row) => Array.from(row, (cell) => cell ?? ""));
};

const words = (cell) => {
  for (const end of cell.querySelectorAll("br, p, div, li")) end.after(BREAK);
  const lines = cell.textContent.replace(/\s+/g, " ").split(BREAK);
  return lines.map((line) => line.trim()).filter(Boolean).join("\n");
};

// A spreadsheet puts a cell with line breaks or tabs in quotation marks, and doubles those within.
const CELL = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/y;

const rowsOfLines = (text) => {
  const source = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  if (source.length > LETTERS_AT_MOST || !/^[^\n]*\t/.test(source)) return null;
  const rows = [[]];
  CELL.lastIndex = 0;
  while (CELL.lastIndex <= source.length) {
    const found = CELL.exec(source);
    if (!found) return null;
    rows.at(-1).push((found[1]?.replaceAll('""', '"') ?? found[2]).trim());
    if (found[3] === "") break;
    if (found[3] === "\n") rows.push([]);
  }
  return rows.every((row) => row.length === rows[0].length) ? rows : null;
};
