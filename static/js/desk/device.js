// Copies of texts on this device, kept until the server has acknowledged exactly that text.

const STORE = "copies";

let opening;

const open = () => {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("quire-desk", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  return opening;
};

// A disk that does not answer must not hold up what goes to the server.
const PATIENCE = 2000; // milliseconds

const run = async (mode, act) => {
  const database = await open();
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), PATIENCE);
    const transaction = database.transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
};

// Say whether it worked: a full disk or a private window may refuse, and then nobody may be told
// that something is kept.
export const put = async (copy) => {
  try {
    await run("readwrite", (store) => store.put(copy));
    return true;
  } catch {
    return false;
  }
};

export const remove = (key) => run("readwrite", (store) => store.delete(key)).catch(() => {});

const LONGEST = 90 * 24 * 3600 * 1000; // milliseconds; what nobody came back to is forgotten

// The copies of one text by one person, newest first.
export const copiesOf = async (place, person) => {
  const all = await run("readonly", (store) => store.getAll()).catch(() => []);
  for (const copy of all) if (Date.now() - copy.at > LONGEST) remove(copy.key);
  const theirs = all.filter((copy) => copy.place === place && copy.person === person);
  return theirs.sort((one, other) => other.at - one.at);
};

// A page that is open holds a lock under the key of its copy, which ends with it.
export const holdLock = (key) => {
  navigator.locks?.request(key, () => new Promise(() => {}));
};

const RECENT = 60_000; // milliseconds

export const isOpenElsewhere = async ({ key, at }) => {
  // Without locks (they need a secure address) a copy that is this young may still be written to.
  if (!navigator.locks) return Date.now() - at < RECENT;
  const { held } = await navigator.locks.query();
  return held.some((lock) => lock.name === key);
};
