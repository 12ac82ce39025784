// A sign-in beside the text, when the session ended while somebody was writing. It takes no key
// that was meant for the text.

const door = document.getElementById("door");

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

let answered;

// Somebody may have signed in in another tab.
const look = async () => {
  if (!answered || document.visibilityState === "hidden") return;
  const who = await session().catch(() => null);
  if (!who || !answered) return;
  close();
  answered(who);
};

addEventListener("focus", look);
document.addEventListener("visibilitychange", look);

const show = (form) => {
  const copy = document.importNode(form, true);
  copy.action = door.dataset.address;
  // Its labels must not lead to fields of the editor.
  for (const each of copy.querySelectorAll("[id]")) each.id = `door-${each.id}`;
  for (const each of copy.querySelectorAll("[for]")) each.htmlFor = `door-${each.htmlFor}`;
  for (const each of copy.querySelectorAll("[aria-describedby]")) {
    const ids = each.getAttribute("aria-describedby").split(" ");
    each.setAttribute("aria-describedby", ids.map((id) => `door-${id}`).join(" "));
  }
  copy.addEventListener("submit", async (event) => {
    event.preventDefault();
    const who = await send(copy).catch(() => null);
    if (!who) return;
    close();
    answered(who);
  });
  const wrong = copy.querySelector(".banner.bad");
  door.querySelector("form")?.remove();
  door.append(copy);
  if (wrong) copy.querySelector('input:not([type="hidden"])')?.focus();
};

const close = () => {
  if (!door.matches(":popover-open")) return;
  const within = door.contains(document.activeElement);
  door.hidePopover();
  if (within) document.getElementById("body").focus({ preventScroll: true });
};

document.addEventListener("keydown", ({ key, isComposing }) => {
  if (key !== "Escape" || isComposing) return;
  // What was opened over it closes first, by itself.
  if (!document.querySelector(":popover-open:not(#door)")) close();
});

export const comeBack = () => {
  look();
  if (!door.matches(":popover-open")) door.showPopover();
};

// Resolves to whoever signs in; never, while nobody does. `tellOpen` hears whether it stands open.
export const askToSignIn = async (tellOpen) => {
  const who = await session();
  if (who) return who;
  const { form } = await fetchPage(door.dataset.address);
  show(form);
  comeBack();
  tellOpen(true);
  return new Promise((resolve) => {
    answered = (person) => {
      answered = undefined;
      tellOpen(false);
      resolve(person);
    };
  });
};
