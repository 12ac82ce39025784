// A sign-in beside what somebody does, when the session ended meanwhile. It takes no key that was
// meant for a text. However many ask, it is one, and all of them go on when somebody signs in.

const door = document.getElementById("door");
const home = door?.parentElement;

const fetchPage = async (address, options) => {
  const response = await fetch(address, options);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { form: page.querySelector("main form"), response };
};

// Who is signed in here now; null for nobody.
export const session = async () => {
  const response = await fetch(door.dataset.session, { headers: { Accept: "application/json" } });
  return response.ok ? response.json() : null;
};

// Whether this is who the page was made for.
export const isSame = ({ person }) => person === Number(door.dataset.person);

const send = async (form) => {
  const { form: answer, response } = await fetchPage(form.action, {
    method: "POST",
    body: new FormData(form),
  });
  // Whoever is let in is sent on; whoever is not gets the form again, and one that lost its token
  // gets a new one.
  if (response.status === 400) show((await fetchPage(door.dataset.address)).form);
  else if (!response.redirected && answer) show(answer);
  else return session();
  return null;
};

let asked = null; // resolves to whoever signs in, while somebody is asked to
let letIn; // resolves it
let opening; // settled when the sign-in stands there
let timesPutOff = 0;
const leaving = new Set(); // called by whoever puts it off

const admit = (who) => {
  asked = null;
  close();
  // What else is sent from this page belongs to the new session too.
  if (isSame(who)) {
    for (const each of document.querySelectorAll('input[name="csrf_token"]')) {
      each.value = who.csrf_token;
    }
  }
  letIn(who);
};

// Somebody may have signed in in another tab.
const look = async () => {
  if (!asked || document.visibilityState === "hidden") return;
  const who = await session().catch(() => null);
  if (who && asked) admit(who);
};

addEventListener("focus", look);
document.addEventListener("visibilitychange", look);

const show = (form) => {
  const copy = document.importNode(form, true);
  copy.action = door.dataset.address;
  // Its labels must not lead to fields of the page.
  for (const each of copy.querySelectorAll("[id]")) each.id = `door-${each.id}`;
  for (const each of copy.querySelectorAll("[for]")) each.htmlFor = `door-${each.htmlFor}`;
  for (const each of copy.querySelectorAll("[aria-describedby]")) {
    const ids = each.getAttribute("aria-describedby").split(" ");
    each.setAttribute("aria-describedby", ids.map((id) => `door-${id}`).join(" "));
  }
  copy.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const who = await send(copy);
      if (who && asked) admit(who);
    } catch {
      complain(copy, "There is no connection, so you are not signed in yet. Try again.");
    }
  });
  const wrong = copy.querySelector(".banner.bad");
  door.querySelector("form")?.remove();
  door.append(copy);
  if (wrong) firstField().focus();
};

const complain = (form, words) => {
  form.querySelector(".banner")?.remove();
  const said = document.createElement("p");
  said.className = "banner bad";
  said.role = "alert";
  said.textContent = words;
  form.prepend(said);
};

const firstField = () => door.querySelector('form input:not([type="hidden"])');

const isOpen = () => door.matches(":popover-open");

// Where somebody goes on who was in it.
const giveBack = () => {
  const beside = door.closest("dialog")?.querySelector("input");
  (beside ?? document.getElementById(door.dataset.back)).focus({ preventScroll: true });
};

const close = () => {
  if (!isOpen()) return;
  const within = door.contains(document.activeElement);
  door.hidePopover();
  if (within) giveBack();
};

document.addEventListener("keydown", ({ key, isComposing }) => {
  if (key !== "Escape" || isComposing || !door) return;
  // What was opened over it closes first, by itself.
  if (!document.querySelector(":popover-open:not(#door)")) close();
});

// The dialog that it stands in would close too.
door?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  close();
});

door?.addEventListener("toggle", () => {
  if (!asked || isOpen()) return;
  timesPutOff += 1;
  for (const leave of leaving) leave(null);
  leaving.clear();
  // The button that closed it is gone.
  if (document.activeElement === document.body) giveBack();
});

// Behind a dialog nothing can be pressed, so it stands in the one that is open.
const stand = () => {
  const dialog = document.querySelector("dialog:modal");
  const host = dialog ?? home;
  if (door.parentElement === host) return;
  const wasOpen = isOpen();
  host.append(door);
  if (wasOpen) door.showPopover();
  dialog?.addEventListener("close", stand, { once: true });
};

export const comeBack = () => {
  look();
  stand();
  if (!isOpen()) door.showPopover();
};

const isTyping = () =>
  document.activeElement.matches('textarea, input:not([type="file"], [type="checkbox"])');

const open = async () => {
  try {
    const { form } = await fetchPage(door.dataset.address);
    show(form);
  } catch (error) {
    asked = null;
    throw error;
  }
  comeBack();
  if ("takesFocus" in door.dataset && !isTyping()) firstField().focus();
};

// Resolves to whoever signs in; never, while nobody does. `tellOpen` hears whether it is waited
// for. What was put off comes back only to those for whom it `returns`.
export const askToSignIn = async (tellOpen, { returns = true } = {}) => {
  const who = await session();
  if (who) return who;
  if (!asked) {
    asked = new Promise((resolve) => {
      letIn = resolve;
    });
    opening = open();
  } else if (returns) opening.then(comeBack, () => {});
  const answer = asked;
  await opening;
  tellOpen(true);
  const person = await answer;
  tellOpen(false);
  return person;
};

// By this `askUnlessPutOff` knows what began before it was put off.
export const now = () => timesPutOff;

// The same for what need not wait: it resolves to null when that is put off. What began before
// it was does not ask for it again.
export const askUnlessPutOff = async (begun, tellOpen) => {
  if (begun < timesPutOff) return session();
  const putOff = new Promise((resolve) => {
    leaving.add(resolve);
  });
  return Promise.race([askToSignIn(tellOpen), putOff]);
};
