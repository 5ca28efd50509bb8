// The one page that works without a signal: opened by a passkey or a pass phrase, it shows what was taken along, and
// any note or form can be begun. It asks for no session, and keeps the key in a variable.
import { putSetting, setting } from "../../foundation/device.js";
import { letGoOfEditors } from "../../foundation/editors.js";
import { keyOf, randomId } from "../../foundation/keys.js";
import { all, hasReading, sentRows, wipe } from "./bag.js";
import { empty, fillIn, list, moment, oneOf, show } from "./drawing.js";
import { areHomeless, everyRow, shelter } from "./homeless.js";
import { openedBy } from "./opening.js";
import { deliverAll, sender } from "./sending.js";
import { writing } from "./writing.js";

const MOST_WRONG = 5;
const LOOK_EVERY = 1000;
const DELIVER_EVERY = 15_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";
const page = document.querySelector("[data-away]");
const tabs = new BroadcastChannel("alongside");
const blanks = new Map([...document.querySelectorAll("template[data-form]")].map((one) => [one.dataset.form, one]));

let lock = null; // how the key lies here, who owns it, and until when there is something to read
let key = null;
let bag = new Map();
let sends = null;
let writes = null;
let lastHeard = null; // when the council last answered
const beside = new Set(); // drafts of which two versions are kept
let seen = Date.now(); // when anybody was last here, and the same by a clock that nobody sets
let ticked = performance.now();

const say = (words) => (page.querySelector("[data-said]").textContent = words);
const sentence = (name, words = {}) => Object.entries(words).reduce((text, [what, said]) => text.replace(what, said), page.dataset[name]);
const people = () => bag.get("people")?.people ?? [];
const isTimeOut = () => !lock || Date.now() >= lock.until;
const idleFor = () => Math.max(Date.now() - seen, performance.now() - ticked);
const somebody = () => ([seen, ticked] = [Date.now(), performance.now()]);

let turn = Promise.resolve();
/** One thing after another: nothing is drawn by what began before the page was covered. */
const inTurn = (act) => (turn = turn.then(act).catch(() => say(sentence("failed"))));

// ---- opening and closing ---------------------------------------------------------------------------

async function start() {
  lock = await setting("away").catch(() => null);
  if (!lock) return show("nothing");
  if (isTimeOut()) await wipe();
  page.querySelector("[data-by-phrase]").hidden = lock.how !== "phrase";
  page.querySelector("[data-by-passkey]").hidden = lock.how === "phrase";
  const [waiting, reading] = [(await everyRow()).length, !isTimeOut() && (await hasReading())];
  page.querySelector("[data-waits]").textContent = waiting ? sentence("waits") : "";
  page.querySelector("[data-along]").textContent = reading ? sentence("until", { TIME: moment(lock.until) }) : sentence("over");
  show("closed");
}

async function open(phrase) {
  lock = await setting("away"); // another page may have changed it, or counted a wrong phrase
  if (key || !lock) return lock || start();
  try {
    key = await keyOf(await openedBy(lock, phrase));
  } catch {
    key = null;
    if (lock.how === "passkey") return say(sentence("noPasskey"));
    lock.wrong = (lock.wrong ?? 0) + 1;
    await putSetting(lock);
    if (lock.wrong >= MOST_WRONG) await wipe();
    await start();
    return say(sentence(lock.wrong >= MOST_WRONG ? "wiped" : "wrong", { LEFT: String(Math.max(MOST_WRONG - lock.wrong, 0)) }));
  }
  lock.wrong = 0;
  await putSetting(lock);
  say("");
  somebody();
  if (isTimeOut()) await wipe();
  bag = await all(lock.owner, key);
  sends = sender(lock.owner, heard);
  history.replaceState({ view: "people" }, "");
  await home();
  sends.now();
}

/** The words leave the page and so does the key; what lies here stays sealed. */
async function cover() {
  if (!key) return;
  await stopWriting();
  sends?.stop();
  key = null;
  bag = new Map();
  letGoOfEditors();
  begun.clear();
  empty();
  await start();
  show("closed", page.dataset.title);
  if (areHomeless()) say(sentence("noRoom"));
  deliver();
}

/** What was typed is kept, or waits sealed on this page where the device has no room. */
async function stopWriting() {
  if (!writes) return;
  const leaving = writes;
  shelter(await leaving.leave());
  writes = null;
  letGoOfEditors();
  page.querySelector("[data-form-here]").replaceChildren();
}

/** Somewhere else it was locked, or somebody signed out. */
async function gone() {
  await wipe();
  await (key ? cover() : start());
}

async function closeAll() {
  tabs.postMessage("lock");
  await cover();
  await wipe();
  lock = { ...lock, until: 0, people: 0 };
  await putSetting(lock);
  await start();
  deliver();
}

// ---- what one sees ---------------------------------------------------------------------------------

const formAt = (row) =>
  [...blanks.values()].find((one) => {
    const here = new URL(one.dataset.address.replace(NOBODY, row.about[0] ?? NOBODY), location);
    const there = new URL(row.address, location);
    return here.pathname === there.pathname && here.searchParams.get("v") === there.searchParams.get("v");
  });

/** Every draft of which words lie here, the newest first: what waits, and what was sent. */
async function drafts() {
  const found = new Map();
  for (const [row, waits] of [...(await sentRows(lock.owner)).map((one) => [one, false]), ...(await everyRow()).map((one) => [one, true])]) {
    if (row.owner !== lock.owner) continue;
    const one = found.get(row.draft) ?? { ...row, at: 0, began: row.at, waits: false };
    found.set(row.draft, { ...one, at: Math.max(one.at, row.at), began: Math.min(one.began, row.at), waits: one.waits || waits });
  }
  return [...found.values()].sort((a, b) => b.at - a.at);
}

function named(row) {
  const whom = people().find((one) => one.id === row.about[0]);
  const words = formAt(row)?.dataset.title ?? row.purpose;
  return whom ? `${words}: ${whom.called}` : words.charAt(0).toUpperCase() + words.slice(1);
}

function stateOf(row) {
  if (beside.has(row.draft)) return sentence("two");
  return row.waits ? sentence("waiting", { TIME: moment(row.began) }) : sentence("sent", { TIME: moment(row.at) });
}

/** What lies here as it now stands; whoever reads it is not moved about. */
async function drawHome() {
  const told = bag.get("people");
  list("people", people().map((one) => oneOf("one", { heading: one.called, small: one.pronouns, quiet: one.needs.join(". ") }, () => go("person", one.id))));
  page.querySelector("[data-none]").hidden = people().length > 0;
  const mine = await drafts();
  list("drafts", mine.map((row) => oneOf("draft", { heading: named(row), quiet: stateOf(row) }, formAt(row) && (() => go("write", row.draft)))));
  page.querySelector("[data-no-drafts]").hidden = mine.length > 0;
  page.querySelector("[data-kept]").textContent = told && !isTimeOut() ? sentence("kept", { MANY: String(told.people.length), TAKEN: moment(told.at), UNTIL: moment(lock.until) }) : sentence("over");
}

async function home() {
  writes = null;
  await drawHome();
  show("people", page.dataset.title);
}

function person(id) {
  const one = people().find((found) => found.id === id);
  if (!one) return home();
  const [note, ...others] = blanks.values();
  page.querySelector("[data-do=note]").onclick = () => begin(note, one);
  fillIn(one, others.map((blank) => oneOf("blank", { heading: blank.dataset.title, quiet: blank.dataset.says }, () => begin(blank, one))));
  show("person", one.called);
}

/** What is being begun: its number is made here, and is the number of what it becomes. */
const begun = new Map();

function begin(blank, one) {
  const draft = randomId();
  const address = blank.dataset.address.replace(NOBODY, one.id);
  begun.set(draft, { owner: lock.owner, draft, purpose: blank.dataset.purpose, address, about: [one.id], began: Date.now() });
  go("write", draft);
}

async function write(draft) {
  const row = begun.get(draft) ?? (await drafts()).find((one) => one.draft === draft);
  const blank = row && formAt(row);
  if (!blank) return home();
  const { owner, purpose, address, about } = row;
  const whom = people().find((one) => one.id === about[0]);
  page.querySelector("[data-state]").textContent = "";
  page.querySelector("[data-form-here]").replaceChildren(withNames(blank.content.cloneNode(true), { "{called}": whom?.short ?? "They", "{me}": bag.get("people")?.me ?? "The worker" }));
  const form = page.querySelector("[data-written]");
  form.dataset.draft = draft;
  writes = await writing(form, { owner, draft, purpose, address, about }, key, { said: stated, send: () => sends?.now() });
  page.querySelector("[data-begun]").textContent = writes.isElsewhere ? sentence("elsewhere") : begun.has(draft) ? "" : sentence("partly");
  if (begun.has(draft)) writes.fill("happened", said(new Date(row.began)));
  show("write", whom ? `${blank.dataset.title}: ${whom.called}` : blank.dataset.title);
}

/** The names that stand in the wording, put in as text. */
function withNames(content, names) {
  const walk = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    for (const [mark, name] of Object.entries(names)) if (node.data.includes(mark)) node.data = node.data.replaceAll(mark, name);
  }
  return content;
}

const said = (day) => `${day.getDate()} ${day.toLocaleDateString("en-GB", { month: "long" })} ${day.getFullYear()}, ${String(day.getHours()).padStart(2, "0")}:${String(day.getMinutes()).padStart(2, "0")}`;

/** What has become of the words just typed; not yet with the council is said in ink, not in green. */
function stated(what) {
  const state = page.querySelector("[data-state]");
  const words = sentence(what, { TIME: moment(Date.now()) });
  if (state.textContent !== words) state.textContent = words; // said aloud once
  state.classList.toggle("al-state--wait", what !== "reached");
}

async function heard({ isReached, heard: words }) {
  if (isReached) lastHeard = Date.now();
  if (isReached && !areHomeless() && page.querySelector("[data-said]").textContent === sentence("noRoom")) say("");
  words.filter((one) => one.kept === "beside").forEach((one) => beside.add(one.draft));
  if (!key) return;
  if (writes?.isTouched() && isReached !== null && !writes.isUnsafe() && !writes.isTooLong()) stated(isReached ? "reached" : "notReached");
  page.querySelector("[data-signal]").textContent = lastHeard ? sentence("signal", { TIME: moment(lastHeard) }) : "";
  if (!writes && history.state?.view === "people") await drawHome();
}

// ---- going about -----------------------------------------------------------------------------------

async function look({ view, id }) {
  if (!key) return;
  if (writes) {
    await stopWriting();
    if (areHomeless()) say(sentence("noRoom"));
    sends?.now();
  }
  if (view === "person") person(id);
  else if (view === "write") await write(id);
  else await home();
}

function go(view, id) {
  history.pushState({ view, id }, "");
  inTurn(() => look({ view, id }));
}

addEventListener("popstate", ({ state }) => inTurn(() => look(state ?? { view: "people" })));
page.querySelector("[data-open]").addEventListener("submit", (event) => {
  event.preventDefault();
  const box = event.target.elements.phrase;
  const phrase = box.value;
  box.value = "";
  inTurn(() => open(phrase));
});
page.addEventListener("click", ({ target }) => {
  const what = target.closest("[data-do]")?.dataset.do;
  if (what === "passkey") inTurn(open);
  else if (what === "cover") inTurn(cover);
  else if (what === "lock") inTurn(closeAll);
  else if (what === "back") history.back();
});
for (const what of ["keydown", "pointerdown", "scroll", "input"]) addEventListener(what, () => idleFor() < idle && somebody(), { passive: true, capture: true });
const idle = Number(page.dataset.coverAfter) * 1000;
/** While it is closed, as on any page. */
async function deliver() {
  const rows = key ? [] : await everyRow();
  if (rows.length) await deliverAll(rows);
}
setInterval(deliver, DELIVER_EVERY);
addEventListener("online", deliver);
setInterval(async () => {
  if (key && idleFor() >= idle) await inTurn(cover);
  else if (key && isTimeOut() && bag.size) {
    bag = new Map();
    await wipe();
    say(sentence("over"));
    empty();
    if (!writes) await inTurn(() => key && home());
  }
}, LOOK_EVERY);
document.addEventListener("visibilitychange", () => key && idleFor() >= idle && inTurn(cover));
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
addEventListener("beforeunload", (event) => (writes?.isUnsafe() || areHomeless()) && event.preventDefault());
tabs.onmessage = ({ data }) => ["lock", "gone"].includes(data) && inTurn(gone);

await inTurn(start);
deliver();
