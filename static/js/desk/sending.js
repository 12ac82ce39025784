// One file on its way to the library, with its line in the list. What to do with the answer is
// up to whoever sends it.

import { addLine, announce } from "./uploads_list.js";
import { shortened } from "./placeholders.js";
import { upload } from "./uploading.js";

let underWay = 0;

// `list` is where its line stands. Each of these may be left out:
//   taken(answer): the file is in the library; returns words where more is to be told than that
//   refused(): it is not, and stays so until somebody tries again
//   begun(file): it is tried, once more perhaps, or another one in its place
//   called(): somebody called it off, before or after it failed
export const sendFile = (file, list, heed = {}) => {
  const line = addLine(list, shortened(file.name));
  attempt(file, line, heed);
  return line;
};

// A file that never arrived, as was found later: only somebody can choose it again.
export const tellLost = (name, words, list, heed) => {
  const line = addLine(list, shortened(name));
  line.tell(words, [again("Choose it again", line, heed), givenUp(line, heed)], { bad: true });
};

const attempt = async (file, line, heed) => {
  const controller = new AbortController();
  const onProgress = line.uploading(() => controller.abort());
  heed.begun?.(file);
  underWay += 1;
  try {
    const answer = await upload(file, { onProgress, signal: controller.signal });
    const more = await heed.taken?.(answer);
    if (more) line.tell(more);
    else line.remove();
  } catch (error) {
    if (controller.signal.aborted) {
      line.remove();
      heed.called?.();
      announce(`${shortened(file.name)} is not uploaded.`);
    } else fail(file, line, heed, error);
  } finally {
    underWay -= 1;
  }
};

const fail = (file, line, heed, error) => {
  const words = error.name === "NotTaken" ? error.message : "Something went wrong. Try again.";
  const retry = ["Retry", () => attempt(file, line, heed)];
  const first = error.again === false ? again("Choose another", line, heed) : retry;
  line.tell(`was not uploaded. ${words}`, [first, givenUp(line, heed)], { bad: true });
  heed.refused?.();
};

const givenUp = (line, { called }) => [
  "Remove",
  () => {
    line.remove();
    called?.();
  },
];

const again = (label, line, heed) => [
  label,
  async () => {
    const [file] = await chooseFiles();
    if (file) attempt(file, line, heed);
  },
];

// What somebody chooses; nothing where they think better of it.
export const chooseFiles = (options = {}) =>
  new Promise((resolve) => {
    const input = Object.assign(document.createElement("input"), { type: "file", ...options });
    input.addEventListener("change", () => resolve([...input.files]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });

// A page that is closed takes with it what has not arrived.
addEventListener("beforeunload", (event) => {
  if (underWay) event.preventDefault();
});
