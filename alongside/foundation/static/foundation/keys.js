// The key of one person's words on this device: in a variable only, never extractable, never stored.
const AES = { name: "AES-GCM", length: 256 };

/** A random UUID, also where the browser has no words for one. */
export function randomId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
}

export const utf8 = (text) => new TextEncoder().encode(text);

export function base64(bytes) {
  const all = new Uint8Array(bytes);
  let text = "";
  for (let at = 0; at < all.length; at += 0x8000) text += String.fromCharCode(...all.subarray(at, at + 0x8000));
  return btoa(text);
}

export const bytesOf = (digits) => Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));

/** A key that no script can read again. */
export const keyOf = (bytes) => crypto.subtle.importKey("raw", bytes, AES, false, ["encrypt", "decrypt"]);

/** Make a key of the hexadecimal digits that the server gave. */
export const importKey = (digits) => keyOf(bytesOf(digits));

/** Seal bytes under what they are, so that one sealed thing cannot be passed off as another. */
export async function sealAs(what, bytes, key) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(what) }, key, bytes) };
}

export const openAs = async (what, { iv, box }, key) =>
  new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(what) }, key, box));

/** What the seal also covers, so that a box cannot be moved to another row; keys.py writes the same. */
const mark = (row) =>
  utf8([row.owner, row.draft, row.piece, row.editor, row.seq, row.base, row.purpose, row.address, row.about.join(",")].join("\n"));

export async function seal(row, text, key) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: mark(row) }, key, utf8(text));
  return { ...row, at: Date.now(), iv, box };
}

export async function unseal(row, key) {
  const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: mark(row) }, key, row.box);
  return new TextDecoder().decode(clear);
}
