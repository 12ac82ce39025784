// Says every ten seconds that this page is open, and shows who else has the same post open and
// whether a newer version exists.

import { form } from "./content.js";
import { clear, tell } from "./notices.js";
import { isSaved } from "./autosave.js";

const EVERY = 10_000; // milliseconds

const others = document.getElementById("others");

const listed = (names) => new Intl.ListFormat("en-GB").format(names);

const show = (names) => {
  const words = names.length ? `${listed(names)} ${names.length > 1 ? "have" : "has"} this open too` : "";
  if (others.textContent !== words) others.textContent = words;
};

const ask = async () => {
  if (!form.dataset.presence || document.visibilityState === "hidden") return;
  const sent = new FormData();
  for (const name of ["csrf_token", "window", "based_on"]) sent.set(name, form.elements[name].value);
  const options = { method: "POST", headers: { Accept: "application/json" }, body: sent };
  try {
    const response = await fetch(form.dataset.presence, options);
    if (!response.ok) return;
    const { others: names, news } = await response.json();
    show(names);
    // It was saved meanwhile: what is new to the version before is this page's own.
    if (form.elements.based_on.value !== sent.get("based_on")) return;
    if (!news) clear("news");
    // Somebody who is writing gets it with their next save.
    else if (isSaved()) tell("news", news, [["Open the newest version", form.dataset.edit]]);
  } catch {
    // The state of the text says that there is no connection.
  }
};

setInterval(ask, EVERY);
document.addEventListener("visibilitychange", ask);
// Settled as soon as it is known who else is here.
export const first = ask();
