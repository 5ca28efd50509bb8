// Nothing typed is lost: each key goes to this device as ciphertext, and to the server 2 s after a pause, 5 s at most.
import { FORMAT, canSeal, deliverRows, deliverSealed, deviceId, forgetDevice, letGo, putRows, rowsOf } from "./device.js";
import { holdEditor, keepHolding, letGoOfEditors } from "./editors.js";
import { close, given, hold, read, reopen, write } from "./fields.js";
import { importKey, randomId, seal, unseal } from "./keys.js";
import { say, sayWords } from "./state.js";

const [PAUSE, AT_MOST, STRICT, PATIENCE, LONGEST_WAIT] = [2000, 5000, 500, 8000, 15_000];
const LAST_MESSAGE = 60_000; // characters: what a browser still sends as its page goes
const MOST_AT_ONCE = 3_000_000; // characters in one message

const form = document.querySelector("form[data-draft]");
const { draft, owner, purpose, address, goOn } = form.dataset;
const about = form.dataset.about ? form.dataset.about.split(",") : [];
const names = Object.keys(JSON.parse(form.elements["draft-pieces"].value));
const at = (what) => `/drafts/${draft}/${what}/`;
const tabs = new BroadcastChannel("alongside");

let key = null; // none: not open yet, or a browser that cannot seal, where words go to the server only
let isOpen = false;
let token = form.elements.csrfmiddlewaretoken.value;
let isClosed = false; // locked, signed out, or over
let isLeaving = false; // the form itself is being sent
let hasNoRoom = false;
const timer = {};
let wait = 500;
const pieces = new Map(); // name → what this page holds of it
const strays = []; // words of pages that are gone, for a piece that this page has words of its own for
const unkept = new Set();

class Refused extends Error {
  constructor(status) {
    super(String(status));
    this.status = status;
  }
}

// ---- on the device ---------------------------------------------------------------------------------

const rowOf = ({ name, editor, seq, base }) => ({ owner, draft, piece: name, editor, seq, base, purpose, address, about });

let keeping = null;
/** One write at a time, and always the newest words. */
function keep(durability = "relaxed") {
  return (keeping ??= (async () => {
    await null; // with nothing to keep it would otherwise be over before it is known to have begun, and stay so
    try {
      while (unkept.size && isOpen) {
        const now = [...unkept].map((name) => pieces.get(name));
        unkept.clear();
        try {
          if (!key) throw new Error("nothing to seal with");
          await putRows(await Promise.all(now.map((one) => seal(rowOf(one), one.text, key))), durability);
          hasNoRoom = false;
        } catch {
          now.forEach((one) => unkept.add(one.name));
          hasNoRoom = true;
          if (key) say("noRoom", { waits: true });
          break;
        }
      }
    } finally {
      keeping = null;
    }
  })());
}

/** After a pause, once more so that it also survives the power going. */
async function keepFirmly() {
  await keeping;
  for (const one of pieces.values()) if (one.seq > one.acked) unkept.add(one.name);
  return keep("strict");
}

// ---- to the server ---------------------------------------------------------------------------------

const waiting = () => [...pieces.values(), ...strays].filter((one) => one.seq > Math.max(one.acked, one.refused ?? 0));

async function ask(where, body, more = {}) {
  const answer = await fetch(where, {
    method: body ? "POST" : "GET",
    body,
    cache: "no-store",
    redirect: "manual", // a redirect leads to signing in or unlocking
    headers: body ? { "Content-Type": "application/json", "X-CSRFToken": token } : {},
    signal: more.keepalive ? undefined : AbortSignal.timeout(PATIENCE),
    ...more,
  });
  const isAway = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 423;
  return { status: isAway ? 401 : answer.status, told: await answer.json().catch(() => ({})) };
}

async function hello() {
  const answer = await ask(at("hello"));
  if (answer.told.token) token = answer.told.token;
  if (answer.status === 200 && answer.told.who !== owner) return { ...answer, status: 401 };
  return answer;
}

let sending = null;
function send(how = {}) {
  return (sending ??= post(how).finally(() => {
    sending = null;
    if (!isClosed && !isLeaving && waiting().length) timer.most ??= setTimeout(sendNow, wait);
  }));
}
const sendNow = () => {
  timer.most = null;
  return send();
};

/** As many changes as one message may carry; the rest goes with the next. */
function batch() {
  const taken = [];
  let size = 0;
  for (const { name, editor, seq, base, text } of waiting()) {
    if (taken.length && size + text.length > MOST_AT_ONCE) break;
    taken.push({ piece: name, editor, seq, base, text });
    size += text.length;
  }
  return taken;
}

async function post({ isLast = false, again = true }) {
  clearTimeout(timer.pause);
  clearTimeout(timer.most);
  timer.most = null;
  const changes = batch();
  if (!changes.length) return;
  try {
    const body = JSON.stringify({ format: FORMAT, owner, purpose, address, about, changes });
    const { status, told } = await ask(at("save"), body, { keepalive: isLast && body.length < LAST_MESSAGE });
    if (status === 403 && again) {
      const fresh = await hello(); // the token turned over: take the new one, once
      return fresh.status === 401 ? await signedOut() : await post({ isLast, again: false });
    }
    if (status === 401) return await signedOut();
    if (status === 404) return await leave("notYours");
    if (status === 400 || status === 413) return refuse(changes, told.why);
    if (status !== 200) throw new Error(String(status));
    await heardOf(told);
  } catch {
    wait = Math.min(wait * 2, LONGEST_WAIT);
    say(hasNoRoom ? "noRoom" : "noSignal", { waits: true, since: true });
  }
}

/** Words that the server will not take as they are: they stay here, and are sent again once changed. */
function refuse(changes, why) {
  for (const { piece, editor, seq } of changes) {
    const one = [...pieces.values(), ...strays].find((held) => held.editor === editor && held.name === piece);
    if (one) one.refused = seq;
  }
  sayWords(why ?? "");
}

async function heardOf({ heard, at: time, over, has_two: hasTwo }) {
  wait = 500;
  const refused = heard.find((one) => one.kept === "refused");
  for (const one of heard) {
    const held = [...pieces.values(), ...strays].find((mine) => mine.editor === one.editor && mine.name === one.piece);
    if (!held) continue;
    if (one.kept === "refused") held.refused = one.seq;
    else held.acked = Math.max(held.acked, one.seq);
    if (one.kept === "current") held.base = one.version;
    if (strays.includes(held) && held.acked >= held.seq) strays.splice(strays.indexOf(held), 1);
  }
  await letGo(heard.filter((one) => one.kept !== "refused").map((one) => ({ owner, draft, ...one }))).catch(() => {});
  if (isClosed) return undefined; // what has become of this page is said already
  if (refused) return sayWords(refused.why);
  if (over === "finished" && !isLeaving) return hasTwo ? say("finished", { waits: true, to: at("two-versions") }) : undefined;
  if (over === "discarded") return say("discarded", { waits: true });
  if (hasTwo) return say("two", { waits: true });
  if (!waiting().length) say("saved", { time });
}

// ---- opening, typing, closing ----------------------------------------------------------------------

const leftIn = async (row) => {
  const text = await unseal(row, key).catch(() => null); // what another key sealed stays for whoever can open it
  return text === null ? null : { name: row.piece, editor: row.editor, seq: row.seq, acked: 0, base: row.base, text };
};

/** Words of pages that are gone, which the server has not heard, newest first; and those of pages that are still there. */
async function leftBehind(heard, bases) {
  const known = new Map(heard.map(([name, editor, ...told]) => [name + " " + editor, told]));
  const [found, theirs] = [[], []];
  for (const row of (await rowsOf(owner, draft)).sort((a, b) => b.at - a.at)) {
    const [seq, version] = known.get(row.piece + " " + row.editor) ?? [0, 0];
    // What a page sends as it goes may be heard after the server has written this one, which then lacks it.
    const isMissingHere = seq === row.seq && version > bases.get(row.piece);
    if (seq >= row.seq && !isMissingHere) await letGo([row]);
    else if (await holdEditor(row.editor)) found.push(await leftIn(row));
    else theirs.push(row);
  }
  return [found.filter(Boolean), theirs];
}

/** Once the page that holds these words goes, be it only now, take up what it leaves. */
const whenItGoes = ({ piece, editor }) =>
  navigator.locks.request("editor:" + editor, async () => {
    const row = isOpen && (await rowsOf(owner, draft)).find((one) => one.piece === piece && one.editor === editor);
    const left = row && (await leftIn(row));
    if (!left || !isOpen) return undefined;
    const held = pieces.get(piece);
    if (held && !held.seq && read(form, piece) === held.text) {
      pieces.set(piece, left);
      write(form, piece, left.text);
    } else strays.push(left); // sent as they are: they end as a second version
    send();
    return keepHolding(editor);
  });

/** Take up each piece where it was left. Nothing here waits, so that no key can fall in between. */
function takeUp(found, bases, editors) {
  for (const name of names) {
    const isTouched = read(form, name) !== given(form, name); // typed before this script was ready
    const at = isTouched ? -1 : found.findIndex((one) => one.name === name);
    const [left] = at < 0 ? [] : found.splice(at, 1);
    pieces.set(name, left ?? { name, editor: editors.get(name), seq: 0, acked: 0, base: bases.get(name), text: given(form, name) });
    if (left) write(form, name, left.text);
    else if (isTouched) typed(name);
  }
  strays.push(...found); // sent as they are: they end as a second version
}

/** The key of this device from the server; a device whose key no longer opens takes a new name. */
async function keyOfDevice(again = true) {
  if (!canSeal) return null;
  const device = await deviceId();
  const got = await ask("/drafts/key/", JSON.stringify({ format: FORMAT, owner, device }));
  if (got.status === 409 && again) return forgetDevice().then(() => keyOfDevice(false));
  if (got.status !== 200) throw new Refused(got.status);
  return importKey(got.told.key);
}

async function open() {
  const met = await hello();
  if (met.status !== 200) throw new Refused(met.status);
  const fresh = await keyOfDevice().catch((wrong) => {
    if (wrong instanceof Refused || wrong.name === "TimeoutError" || wrong instanceof TypeError) throw wrong; // no signal
    return null; // this browser keeps nothing: a private window, or a full disk
  });
  const bases = new Map(Object.entries(JSON.parse(form.elements["draft-pieces"].value)).map(([name, [base]]) => [name, base]));
  const editors = new Map(names.map((name) => [name, randomId()]));
  // Its own are waited for however long it takes: what a page does not hold, another would take for left behind.
  await Promise.all([...editors.values()].map((editor) => holdEditor(editor, {})));
  if (isClosed) return;
  key = fresh;
  const [found, theirs] = key ? await leftBehind(met.told.heard, bases) : [[], []];
  if (isClosed) return;
  isOpen = true;
  takeUp(found, bases, editors);
  for (const row of theirs) whenItGoes(row).catch(() => {});
  form.dataset.open = "";
  wait = 500;
  if (waiting().length) send();
  if (key) await deliverSealed((row) => row.owner !== owner || row.draft !== draft).catch(() => {});
}

/** Until the server has given a key, words are only in the page: say so, and go on trying. */
let starting = null;
const start = () => (starting ??= tryToOpen().finally(() => (starting = null)));
async function tryToOpen() {
  if (isOpen || isClosed) return;
  try {
    await open();
  } catch (wrong) {
    if (wrong instanceof Refused && wrong.status === 401) return signedOut();
    wait = Math.min(wait * 2, LONGEST_WAIT);
    if (names.some((name) => read(form, name) !== given(form, name))) say("noRoom", { waits: true });
    timer.start = setTimeout(start, wait);
  }
}

function typed(name) {
  const held = pieces.get(name);
  if (!held || isClosed) return;
  held.text = read(form, name);
  held.seq += 1;
  unkept.add(name);
  keep();
  const here = new URL(goOn, location.href);
  if (location.href !== here.href) history.replaceState(history.state, "", here); // a reload finds these words
  clearTimeout(timer.pause);
  clearTimeout(timer.firm);
  timer.pause = setTimeout(send, PAUSE);
  timer.firm = setTimeout(keepFirmly, STRICT);
  timer.most ??= setTimeout(sendNow, AT_MOST);
}
for (const what of ["input", "change"]) {
  form.addEventListener(what, ({ target }) => {
    const held = pieces.get(target.name);
    if (held && held.text !== read(form, target.name)) typed(target.name);
  });
}

let homeless = []; // sealed words that this device had no room for, until the server has them

const areOnlyHere = () => !key && (isOpen ? waiting().length > 0 : names.some((name) => read(form, name) !== given(form, name)));

/** The session as it stands: "open", "locked", or neither (nobody is signed in, somebody else, or no signal). */
async function standing() {
  if ((await hello()).status === 200) return "open";
  return (await ask(at("save"), "{}")).told.why;
}

/** Words that are nowhere but on this page stay in it, unseen, until they can go as its form: a session that is locked keeps what comes, sealed. */
async function holdHere() {
  isClosed = true;
  form.dataset.holdsWords = ""; // lock.js then leaves the page where it is
  const words = names.map((name) => [name, read(form, name)]);
  names.forEach((name) => close(form, name));
  document.body.classList.add("al-covered");
  say("onlyHere", { waits: true });
  while (!["open", "locked"].includes(await standing().catch(() => ""))) await new Promise((later) => setTimeout(later, PAUSE));
  for (const [name, text] of words) {
    reopen(form, name);
    write(form, name, text);
  }
  form.requestSubmit(form.querySelector("[name=save-draft]"));
}

function signedOut() {
  if (isClosed || isLeaving) return undefined;
  return areOnlyHere() ? holdHere() : leave("signedOut");
}

/** The words leave the page: written, sent if there is time, and cleared. */
async function leave(why) {
  if (isClosed) return;
  if (why === "locked" && areOnlyHere()) return holdHere();
  isClosed = true;
  names.forEach((name) => hold(form, name));
  await keep();
  if (why === "locked") await Promise.race([Promise.resolve(sending).then(() => post({ isLast: true })), new Promise((done) => setTimeout(done, 1000))]).catch(() => {});
  isOpen = false;
  const unsaved = key ? [...unkept].map((name) => pieces.get(name)) : [];
  homeless = await Promise.all(unsaved.map((one) => seal(rowOf(one), one.text, key)));
  key = null;
  Object.values(timer).forEach(clearTimeout);
  names.forEach((name) => close(form, name));
  pieces.clear();
  strays.length = 0;
  letGoOfEditors();
  delete form.dataset.open;
  say(why, { waits: true, to: why === "locked" ? goOn : "/drafts/" }); // signing in drops what follows "?", so the list leads on
  if (why !== "notYours") await deliverSealed((row) => row.owner === owner && row.draft === draft).catch(() => {});
  while (homeless.length && !(await deliverRows(homeless).catch(() => false))) await new Promise((later) => setTimeout(later, LONGEST_WAIT));
  homeless = [];
}

/** The form tells which editors its words come from, so that they are not taken for somebody else's. */
form.addEventListener("submit", () => {
  for (const [name, held] of pieces) if (held.text !== read(form, name)) typed(name); // put there by a program that tells nobody
  const told = [...pieces.values()].map(({ name, editor, seq, base }) => [name, [editor, seq, base]]);
  form.elements["draft-said"].value = JSON.stringify(Object.fromEntries(told));
  isLeaving = true;
  setTimeout(() => (isLeaving = false), 10_000); // if the page is still here, nothing came of it
});
addEventListener("visibilitychange", () => document.hidden && isOpen && !isLeaving && send({ isLast: true }));
addEventListener("pagehide", () => isOpen && !isLeaving && send({ isLast: true }));
addEventListener("pageshow", (event) => event.persisted && location.reload()); // never an old page for the next person
addEventListener("beforeunload", (event) => {
  const isUnsafe = homeless.length || (!isLeaving && "holdsWords" in form.dataset) || (!isClosed && !isLeaving && (isOpen ? hasNoRoom && waiting().length : names.some((name) => read(form, name) !== given(form, name))));
  if (isUnsafe) event.preventDefault();
});
addEventListener("online", () => {
  wait = 500;
  clearTimeout(timer.start);
  isOpen ? send() : start();
});
tabs.onmessage = ({ data }) => data === "lock" && leave("locked");

await start();
