// What the library has, as the server tells it, and what stands in a text for it.

import { escaped } from "./placeholders.js";

const UNREACHABLE = "The library cannot be reached.";
const SIGNED_OUT = "You were signed out. Sign in in another tab, then try again.";

// The newest items, or those with these words; `kind` is "image" or "files". Rejects with an error
// whose message is a sentence for people, or as the signal was aborted.
export const recent = (words, kind, signal) => ask({ q: words, kind }, signal);

// The item with this key; null where there is none.
export const itemOf = async (key) => (await ask({ key }))[0] ?? null;

const ask = async (wanted, signal) => {
  const address = new URL(document.getElementById("picker").dataset.recent, location);
  address.search = new URLSearchParams(wanted);
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "application/json" }, signal });
  } catch (error) {
    throw signal?.aborted ? error : new Error(UNREACHABLE);
  }
  if (response.status === 401) throw new Error(SIGNED_OUT);
  if (!response.ok) throw new Error(UNREACHABLE);
  return response.json();
};

// What stands in a text for an item. `words` tell what it is; `width` is of pictures alone.
export const markdownFor = ({ key, kind }, words, width) => {
  const sign = kind === "document" ? "" : "!";
  const set = kind === "image" && width !== "text" ? `{.${width}}` : "";
  return `${sign}[${escaped(words)}](media:${key})${set}`;
};
