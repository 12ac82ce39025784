// What is told above the text. Each kind has one place, and is told once until it changes.

const notices = document.getElementById("notices");

const place = (kind) => notices.querySelector(`[data-notice="${kind}"]`);

export const clear = (kind) => place(kind)?.remove();

const put = (kind, key, content) => {
  const old = place(kind);
  if (old?.dataset.key === key) return old;
  const notice = document.createElement("div");
  notice.dataset.notice = kind;
  notice.dataset.key = key;
  notice.append(content);
  if (old) old.replaceWith(notice);
  else notices.append(notice);
  return notice;
};

// HTML of our own server, which has escaped what people typed.
export const putPage = (kind, html) => {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return put(kind, html, document.importNode(parsed.body, true).firstElementChild ?? "");
};

const questions = (notice) => [...notice.querySelectorAll(".place")];
const asked = (question) => question.querySelector(".compared").textContent;
const choice = (question) => question.querySelector(":checked")?.value;

// What was chosen at a place stays chosen there when the notice comes again, though others of its
// places may have changed.
export const putQuestion = (kind, html) => {
  const old = place(kind);
  const chosen = old ? questions(old).map((each) => [asked(each), choice(each)]) : [];
  const notice = putPage(kind, html);
  if (notice === old) return;
  for (const question of questions(notice)) {
    const index = chosen.findIndex(([words]) => words === asked(question));
    if (index < 0) continue;
    const [[, value]] = chosen.splice(index, 1);
    const radio = question.querySelector(`[value="${value}"]`);
    if (radio) radio.checked = true;
  }
};

// Under which number the text is kept by now.
export const sayNumber = (kind, number) => {
  const mine = place(kind)?.querySelector("[data-mine]");
  if (mine) mine.textContent = number;
};

const button = (label, act, className = "button") => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
};

const link = (label, address) => {
  const made = document.createElement("a");
  made.className = "button";
  made.href = address;
  made.textContent = label;
  return made;
};

const banner = (className, role, words) => {
  const made = document.createElement("div");
  made.className = className;
  made.setAttribute("role", role);
  const text = document.createElement("div");
  for (const each of words) {
    const paragraph = document.createElement("p");
    paragraph.textContent = each;
    text.append(paragraph);
  }
  made.append(text);
  return made;
};

// `actions` are pairs of a label and either a function or an address.
export const tell = (kind, words, actions = [], { bad = false } = {}) => {
  const lines = [words].flat();
  const made = banner(`banner ${bad ? "bad" : "calm"}`, bad ? "alert" : "status", lines);
  const row = document.createElement("p");
  row.className = "row";
  for (const [label, act] of actions) {
    row.append(typeof act === "string" ? link(label, act) : button(label, act));
  }
  row.append(button("Dismiss", () => clear(kind), "button quiet"));
  made.append(row);
  return put(kind, lines.join("\n"), made);
};
