// Opening the key of this device without a signal: it lies here sealed by a passkey or a pass phrase, never in clear.
import { openAs, sealAs, utf8 } from "../../foundation/keys.js";

const FLOOR = 600_000; // rounds of PBKDF2-SHA-256, what OWASP asks for at least
const MOST = 10_000_000;
const AIM = 500; // milliseconds that one try may take on this device
const WORDS = 4;
const SHORTEST = 16; // letters
const WHAT = "alongside key of this device";
const AES = { name: "AES-GCM", length: 256 };

const random = (many) => crypto.getRandomValues(new Uint8Array(many));
const plain = (phrase) => phrase.normalize("NFKC").trim().toLowerCase().split(/\s+/);

/** What is wrong with a pass phrase; nothing where it will do. */
export function wrongWith(phrase) {
  const words = plain(phrase).filter(Boolean);
  if (words.length < WORDS || new Set(words).size < WORDS) return "few";
  return words.join("").length < SHORTEST ? "short" : "";
}

async function derived(phrase, salt, rounds) {
  const words = await crypto.subtle.importKey("raw", utf8(plain(phrase).join(" ")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, words, AES, false, ["encrypt", "decrypt"]);
}

/** As many rounds as this device does in half a second, and never fewer than the floor. */
async function measured() {
  const began = performance.now();
  await derived("one two three four", random(16), FLOOR);
  const took = Math.max(performance.now() - began, 1);
  return Math.min(MOST, Math.max(FLOOR, Math.round((FLOOR * AIM) / took / 100_000) * 100_000));
}

export async function sealByPhrase(bytes, phrase) {
  const [salt, rounds] = [random(16), await measured()];
  return { how: "phrase", salt, rounds, ...(await sealAs(WHAT, bytes, await derived(phrase, salt, rounds))) };
}

const fromPasskey = async (secret) => {
  const whole = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: utf8(WHAT) };
  return crypto.subtle.deriveKey(how, whole, AES, false, ["encrypt", "decrypt"]);
};

async function asked(credential, salt) {
  const publicKey = {
    challenge: random(32),
    allowCredentials: [{ type: "public-key", id: credential }],
    userVerification: "required",
    extensions: { prf: { eval: { first: salt } } },
  };
  const given = await navigator.credentials.get({ publicKey });
  const secret = given.getClientExtensionResults().prf?.results?.first;
  if (!secret) throw new Error("no secret");
  return fromPasskey(secret);
}

/** A passkey for this device alone, beside the one for signing in: it signs nobody in, and needs no signal. */
export async function sealByPasskey(bytes, words) {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: random(32),
      rp: { name: "Alongside", id: location.hostname },
      user: { id: random(16), name: words, displayName: words },
      pubKeyCredParams: [-7, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
      extensions: { prf: {} },
    },
  });
  if (!made.getClientExtensionResults().prf?.enabled) throw new Error("keeps no secret");
  const salt = random(32);
  return { how: "passkey", credential: made.rawId, salt, ...(await sealAs(WHAT, bytes, await asked(made.rawId, salt))) };
}

/** The bytes of the key; throws where the phrase is another, or the passkey was not given. */
export async function openedBy(lock, phrase) {
  const key = lock.how === "phrase" ? await derived(phrase, lock.salt, lock.rounds) : await asked(lock.credential, lock.salt);
  return openAs(WHAT, lock, key);
}
