// Getting a device ready for work without a signal: what it is allowed, who goes along, and what lies on it.
import { allRows, deliverSealed, deviceId, dropSetting, putSetting, setting, wipeReading } from "../../foundation/device.js";
import { bytesOf, importKey } from "../../foundation/keys.js";
import { moment } from "./drawing.js";
import { hasReading, put } from "./bag.js";
import { sealByPasskey, sealByPhrase, wrongWith } from "./opening.js";

const page = document.querySelector("[data-away]");
const form = page.querySelector("form[data-take]");
const { owner } = page.dataset;
const HOUR = 3_600_000;
const sentence = (name, words = {}) => Object.entries(words).reduce((text, [what, said]) => text.replace(what, said), page.dataset[name]);
const token = () => page.querySelector("[name=csrfmiddlewaretoken]").value;

/** What was refused is said in ink, what was done in green. */
function said(words, isRefused = false) {
  const place = page.querySelector("[data-said]");
  place.textContent = words;
  place.classList.toggle("al-state--wait", isRefused);
}

async function ask(where, body) {
  const answer = await fetch(where, {
    method: "POST",
    cache: "no-store",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { why: told.why });
  return told;
}

/** The page for without a signal, with all its files, as one: never a new script beside an old page. */
async function keepPage() {
  const name = `away-${page.dataset.version}`;
  const cache = await caches.open(name);
  if (!(await cache.match(page.dataset.page))) {
    await cache.addAll([page.dataset.page, ...JSON.parse(page.dataset.files)].map((one) => new Request(one, { cache: "no-cache" })));
  }
  for (const old of await caches.keys()) if (old.startsWith("away-") && old !== name) await caches.delete(old);
}

async function forget() {
  await Promise.all([wipeReading(), dropSetting("away")]);
  for (const name of await caches.keys()) if (name.startsWith("away-")) await caches.delete(name);
}

// ---- what lies here --------------------------------------------------------------------------------

async function tell() {
  const lock = await setting("away");
  const rows = await allRows();
  const mine = rows.filter((row) => row.owner === owner);
  const has = lock && lock.until > Date.now() && lock.people && (await hasReading());
  const lines = [
    has ? sentence("has", { MANY: String(lock.people), TAKEN: moment(lock.at), UNTIL: moment(lock.until) }) : sentence("hasNone"),
    mine.length ? sentence("waits", { MANY: String(new Set(mine.map((row) => row.draft)).size), TIME: moment(Math.min(...mine.map((row) => row.at))) }) : sentence("waitsNone"),
    ...(rows.length > mine.length ? [sentence("others")] : []),
    sentence((await navigator.storage?.persisted?.()) ? "lasting" : "passing"),
  ];
  page.querySelector("[data-here]").replaceChildren(...lines.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  page.querySelector("[data-open-page]").hidden = !has;
  page.querySelector("[data-empty]").hidden = !has;
}

// ---- taking along ----------------------------------------------------------------------------------

async function newLock(bytes, device) {
  const how = form.elements.how.value;
  if (how === "passkey") return sealByPasskey(bytes, sentence("passkey", { NAME: device }));
  const phrase = form.elements.phrase.value;
  const wrong = wrongWith(phrase);
  if (wrong) throw Object.assign(new Error(wrong), { why: sentence(wrong) });
  if (phrase !== form.elements.again.value) throw Object.assign(new Error("again"), { why: sentence("again") });
  return sealByPhrase(bytes, phrase);
}

async function take() {
  const chosen = [...form.querySelectorAll("[name=people]:checked")].map((one) => one.value);
  if (!chosen.length) throw Object.assign(new Error("nobody"), { why: sentence("nobody") });
  const device = await deviceId();
  const { key: digits } = await ask("/drafts/key/", { format: 1, owner, device });
  const bytes = bytesOf(digits);
  const before = await setting("away");
  const isNew = !before || before.owner !== owner || before.device !== device || form.elements.anew?.checked;
  const lock = isNew ? await newLock(bytes, page.dataset.name) : before;
  const bag = await ask(page.dataset.take, { device, people: chosen });
  await keepPage();
  await wipeReading();
  await put("people", { people: bag.people, me: bag.me, at: Date.now() }, owner, await importKey(digits));
  const until = Date.now() + Number(form.elements.hours.value) * HOUR;
  await putSetting({ ...lock, id: "away", owner, device, until, at: Date.now(), people: bag.people.length, wrong: 0 });
  await navigator.storage?.persist?.();
}

async function press(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  said(sentence("taking"));
  try {
    await take();
    form.elements.phrase.value = form.elements.again.value = "";
    said(sentence("taken"));
    await tell();
    await offer();
    page.querySelector("[data-open-page] a").focus();
  } catch (wrong) {
    const words = { TimeoutError: "noSignal", TypeError: "noSignal", NotAllowedError: "noPasskey", NotSupportedError: "noPasskey" };
    said(wrong.why ?? sentence(words[wrong.name] ?? (form.elements.how.value === "passkey" ? "noPasskey" : "failed")), true);
  }
  button.disabled = false;
}

/** How it is opened is asked once, and again only where somebody wants another way. */
async function offer() {
  if (!form) return;
  const lock = await setting("away");
  const isKnown = lock?.owner === owner;
  page.querySelector("[data-how]").hidden = isKnown && !form.elements.anew?.checked;
  page.querySelector("[data-known]").hidden = !isKnown;
  const hasPasskey = form.elements.how.value === "passkey";
  page.querySelector("[data-phrase]").hidden = hasPasskey;
}

async function start() {
  const device = await deviceId();
  for (const box of page.querySelectorAll("[name=device]")) box.value = device;
  const told = await ask(page.dataset.state, { device });
  page.dataset.name = told.name;
  for (const one of page.querySelectorAll("[data-when-state]")) one.hidden = !one.dataset.whenState.split(" ").includes(told.state);
  const lock = await setting("away");
  if (lock && (lock.owner !== owner || told.state !== "allowed")) await forget();
  if (told.state === "allowed") await keepPage().catch(() => {});
  if (lock && lock.until <= Date.now()) await wipeReading();
  page.querySelector("[data-whole-page]").hidden = false;
  await deliverSealed().catch(() => {});
  await tell();
  await offer();
}

form?.addEventListener("submit", press);
form?.addEventListener("change", offer);
page.addEventListener("click", async ({ target }) => {
  if (!target.closest("[data-do=empty]")) return;
  await wipeReading();
  const lock = await setting("away");
  if (lock) await putSetting({ ...lock, until: 0, people: 0 });
  said(sentence("emptied"));
  await tell();
});

start().catch((wrong) => said(wrong.why ?? sentence("failed"), true));
