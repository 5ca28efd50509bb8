// What is kept on this device: rows of ciphertext, until the server has said that it has heard them, and, where
// somebody works without a signal, what they took along to read, sealed too.
import { base64, randomId } from "./keys.js";

export const FORMAT = 1;
export const canSeal = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB); // only with https, or on localhost
const SEALED = "/drafts/sealed/";
const MOST_AT_ONCE = 4_000_000; // characters of ciphertext in one delivery

let opened = null;

function database() {
  return (opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("alongside", 2);
    asked.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        asked.result.createObjectStore("rows", { keyPath: ["owner", "draft", "piece", "editor"] });
        asked.result.createObjectStore("meta", { keyPath: "id" });
      }
      asked.result.createObjectStore("reading", { keyPath: "id" });
    };
    asked.onsuccess = () => {
      asked.result.onclose = again;
      asked.result.onversionchange = () => {
        asked.result.close(); // or an old tab blocks a new version for ever
        again();
      };
      done(asked.result);
    };
    asked.onerror = () => {
      again();
      failed(asked.error);
    };
  }));
}

/** What was closed, or could not be opened this once, is opened anew for the next words. */
const again = () => (opened = null);

/** Work on one store; resolves when all of it has been written. */
async function work(store, mode, act, { durability = "relaxed", isWhole = false } = {}) {
  const db = await database();
  return new Promise((done, failed) => {
    const transaction = db.transaction(store, mode, { durability });
    const asked = act(transaction.objectStore(store));
    transaction.oncomplete = () => done(asked?.result);
    if (isWhole) transaction.commit?.(); // nothing follows from an answer, so there is none to wait for
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

export const putRows = (rows, durability) =>
  work("rows", "readwrite", (store) => void rows.forEach((row) => store.put(row)), { durability, isWhole: true });

export const allRows = () => work("rows", "readonly", (store) => store.getAll());

export const rowsOf = (owner, draft) =>
  work("rows", "readonly", (store) => store.getAll(IDBKeyRange.bound([owner, draft], [owner, draft, []])));

/** Forget rows that the server has heard, unless something newer was typed since. */
export const letGo = (heard) =>
  work("rows", "readwrite", (store) => {
    for (const one of heard) {
      const where = [one.owner, one.draft, one.piece, one.editor];
      const asked = store.get(where);
      asked.onsuccess = () => {
        if (asked.result && asked.result.seq <= one.seq) store.delete(where);
      };
    }
  });

// ---- what was taken along to read, and how the key of this device is opened without a signal ---------

export const putReading = (rows) => work("reading", "readwrite", (store) => void rows.forEach((row) => store.put(row)), { isWhole: true });

export const allReading = () => work("reading", "readonly", (store) => store.getAll());

/** At lock, sign-out and time-out: nothing is left here to read. Words that wait to be sent are elsewhere. */
export const wipeReading = () => work("reading", "readwrite", (store) => void store.clear(), { durability: "strict" });

export const setting = (id) => work("meta", "readonly", (store) => store.get(id));

export const putSetting = (one) => work("meta", "readwrite", (store) => store.put(one), { durability: "strict" });

export const dropSetting = (id) => work("meta", "readwrite", (store) => store.delete(id), { durability: "strict" });

/** The random name of this browser, by which the server knows which key is meant. */
export async function deviceId() {
  const known = await setting("device");
  if (known) return known.value;
  const value = randomId();
  await putSetting({ id: "device", value });
  return value;
}

/** After this it has a new name, and with it a new key. */
export const forgetDevice = () => dropSetting("device");

function* deliveries(rows) {
  let batch = [];
  let size = 0;
  for (const { owner, draft, piece, editor, seq, base, purpose, address, about, iv, box } of rows) {
    const row = { owner, draft, piece, editor, seq, base, purpose, address, about, iv: base64(iv), box: base64(box) };
    if (batch.length && (size + row.box.length > MOST_AT_ONCE || batch.length === 400)) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(row);
    size += row.box.length;
  }
  if (batch.length) yield batch;
}

/** Hand over these rows; gives what the server has heard of them, or false where it did not answer for all. */
export async function deliverRows(rows) {
  const heard = [];
  const device = rows.length && (await deviceId());
  for (const batch of deliveries(rows)) {
    const answer = await fetch(SEALED, {
      method: "POST",
      credentials: "omit", // whoever is signed in here now has nothing to do with it
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ format: FORMAT, device, rows: batch }),
      signal: AbortSignal.timeout(15_000),
    });
    if (!answer.ok) return false;
    const told = (await answer.json()).heard;
    await letGo(told);
    heard.push(...told);
  }
  return heard;
}

/** Hand over everything that lies here, as ciphertext: this needs neither a session nor a key. */
export async function deliverSealed(wanted = () => true) {
  return canSeal && deliverRows((await allRows()).filter(wanted));
}
