// Words that this device kept and the server never got are offered when the page is opened: never
// put into the text, and never thrown away, by themselves.

import { content, fill, form, original } from "./content.js";
import { copiesOf, isOpenElsewhere, remove } from "./device.js";
import { goOnFrom } from "./autosave.js";
import { clear, putPage } from "./notices.js";

const UNDER_WAY = 3000; // milliseconds

const { place, person, offer } = form.dataset;

const ask = async (copy) => {
  const sent = new FormData();
  for (const [name, value] of JSON.parse(copy.text)) sent.append(name, value);
  sent.set("csrf_token", form.elements.csrf_token.value);
  sent.set("kept_at", Math.floor(copy.at / 1000));
  sent.set("window", copy.window ?? "");
  const response = await fetch(offer, { method: "POST", body: sent });
  if (!response.ok) throw new Error("no answer");
  // The server has it after all: only its answer never arrived.
  return response.status === 204 ? null : response.text();
};

// What was sent while the last page closed may still be on its way.
const arrived = ({ at }) =>
  new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, UNDER_WAY - (Date.now() - at)));
  });

const decide = (copy) => async ({ target }) => {
  const choice = target.closest("[data-choice]")?.dataset.choice;
  if (!choice) return;
  if (choice === "take") {
    fill(copy.text);
    await goOnFrom(copy.base);
  }
  await remove(copy.key);
  clear("kept");
  document.getElementById("body").focus();
  show();
};

const isNews = async (copy) => {
  if (copy.text === original() || copy.text === content()) {
    await remove(copy.key);
    return false;
  }
  return !(await isOpenElsewhere(copy));
};

const show = async () => {
  for (const copy of await copiesOf(place, Number(person))) {
    if (!(await isNews(copy))) continue;
    await arrived(copy);
    const page = await ask(copy);
    if (page === null) {
      await remove(copy.key);
      continue;
    }
    const notice = putPage("kept", page);
    notice.addEventListener("click", decide(copy));
    return;
  }
};

show().catch(() => {
  // Without a connection it stays where it is, and is offered the next time.
});
