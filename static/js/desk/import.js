// An upload is measured before it is sent, and an import goes on by itself.

const RETRY = 3000;
// Somebody else is at it, as the server's own worker: only then it stands where it stood.
const LOOK_AGAIN = 1000;
// Longer than a server that was stopped holds on to it.
const MOST_FAILURES = 35;
const MEBIBYTE = 1024 * 1024;

const upload = document.getElementById("upload");
const work = document.querySelector("[data-import]");

if (upload) measureFirst(upload);
if (work) goOn(work);

function measureFirst(form) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button.primary");
  const sending = document.getElementById("sending");

  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (file && file.size > Number(form.dataset.largest)) {
      event.preventDefault();
      refuse(input, `It has ${inMegabytes(file.size)}, and ${inMegabytes(form.dataset.largest)} are the most. Pack it as several archives.`);
      return;
    }
    sending.textContent = file ? "Uploading. This may take a while." : "";
    // A button that is disabled at once would not be part of the form.
    setTimeout(() => { button.disabled = true; });
  });

  // A page taken from the browser's memory can be sent again.
  addEventListener("pageshow", () => {
    button.disabled = false;
    sending.textContent = "";
  });
}

function refuse(input, words) {
  const id = `${input.id}-error`;
  let error = document.getElementById(id);
  if (!error) {
    error = document.createElement("p");
    error.id = id;
    error.className = "error";
    input.after(error);
    input.setAttribute("aria-describedby", `${id} ${input.getAttribute("aria-describedby") ?? ""}`.trim());
  }
  error.textContent = words;
  input.setAttribute("aria-invalid", "true");
  input.focus();
}

function inMegabytes(bytes) {
  return `${Math.ceil(bytes / MEBIBYTE).toLocaleString("en-GB")} MB`;
}

async function goOn(form) {
  const button = form.querySelector("button");
  const told = document.getElementById("told");
  const words = told.textContent;
  let failures = 0;
  let tenth = 0;
  let done = -1;
  form.querySelector("#by-hand").hidden = true;
  button.hidden = true;

  while (failures < MOST_FAILURES) {
    const answer = await ask(form);
    if (answer?.stage && answer.stage !== form.dataset.import) break;
    if (answer?.stage) show(answer);
    if (answer && !answer.problem) {
      failures = 0;
      const now = Math.floor((10 * answer.done) / Math.max(answer.total, 1));
      // It is said at each tenth, so that a screen reader is not drowned in numbers.
      if (now > tenth) told.textContent = `${words} ${now}0 % done.`;
      tenth = now;
      if (answer.done === done) await wait(LOOK_AGAIN);
      done = answer.done;
      continue;
    }
    failures += 1;
    told.textContent = answer?.problem ?? "The server does not answer. It is tried again.";
    await wait(RETRY);
  }
  if (failures < MOST_FAILURES) {
    location.reload();
    return;
  }
  button.hidden = false;
}

function wait(milliseconds) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
}

// What the server says of how far it is; nothing where it says nothing that can be read.
async function ask(form) {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (response.ok || response.status === 409) return await response.json();
    // The import is gone, or so is the session: the page itself says which.
    if (response.status < 500) return { stage: "gone" };
  } catch {
    // No network: the same as no answer.
  }
  return null;
}

function show({ done, total, counts }) {
  const number = (value) => value.toLocaleString("en-GB");
  document.getElementById("progress").value = done;
  document.getElementById("done").textContent = `${number(done)} of ${number(total)} files`;
  for (const [key, count] of Object.entries(counts)) {
    const place = document.querySelector(`[data-count="${key}"]`);
    if (place) place.textContent = number(count);
  }
}
