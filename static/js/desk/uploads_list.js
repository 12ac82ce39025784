// The list of files on their way, a line for each: its name, how far it is, and what can be done.

const WAITS = "waits until you have signed in";

const said = document.getElementById("uploads-said");

const button = (label, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
};

const named = (name) => {
  const made = document.createElement("bdi");
  made.className = "name";
  made.textContent = name;
  return made;
};

// Read aloud once, without taking the focus.
export const announce = (words) => {
  said.textContent = words;
};

// Whoever pressed a button that is gone goes on in its line, or where that is gone too, in the text.
const keepFocus = (list, line, act) => {
  const within = line.contains(document.activeElement);
  act();
  if (!within) return;
  const field = list.closest("dialog")?.querySelector("input") ?? document.getElementById("body");
  (line.querySelector("button") ?? field).focus({ preventScroll: true });
};

// A line for a file; `list` is where it stands.
export const addLine = (list, name) => {
  const line = document.createElement("li");
  list.append(line);
  list.parentElement.hidden = false;

  const remove = () => {
    keepFocus(list, line, () => {
      line.replaceChildren();
      line.remove();
    });
    list.parentElement.hidden = list.childElementCount === 0;
  };

  const show = (...content) => keepFocus(list, line, () => line.replaceChildren(...content));

  const uploading = (cancel) => {
    const bar = document.createElement("progress");
    bar.ariaLabel = `Uploading ${name}`;
    const waits = document.createElement("span");
    waits.hidden = true;
    line.removeAttribute("data-is");
    show(named(name), waits, bar, button("Cancel", cancel));
    // At its end nothing is known any more: the server looks at the file.
    return (part) => {
      waits.hidden = part !== null;
      waits.textContent = part === null ? WAITS : "";
      bar.hidden = part === null;
      if (part === null) announce(`You were signed out. ${name} ${WAITS}.`);
      else if (part < 1) bar.value = part;
      else bar.removeAttribute("value");
    };
  };

  // `actions` are pairs of a label and a function; each of them ends the line.
  const tell = (words, actions = [], { bad = false } = {}) => {
    const text = document.createElement("p");
    text.append(named(name), ` ${words}`);
    if (bad) line.dataset.is = "bad";
    else line.removeAttribute("data-is");
    const buttons = actions.map(([label, act]) => button(label, act));
    show(text, ...buttons, button("Dismiss", remove));
    announce(`${name} ${words}`);
  };

  return { remove, uploading, tell };
};
