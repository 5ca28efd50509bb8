// Locks this page, and all its other tabs, when nobody is here; warns in words two minutes before.
import { wipeReading } from "./device.js";

const form = document.querySelector("[data-lock-after]");
const LOOK_EVERY = 1000;
const after = Number(form.dataset.lockAfter) * 1000;
const warning = Math.min(120_000, after / 4);
const tellEvery = Math.min(60_000, after / 4);
const said = form.querySelector("[data-lock-said]");
const tabs = new BroadcastChannel("alongside"); // the drafts of each tab listen here too
const here = new BroadcastChannel("alongside-here");

let seen = Date.now(); // when anybody was last here, in any tab
let told = Date.now(); // when the server last heard of it
let isLocking = false;

function somebody(isHere = true) {
  seen = Date.now();
  if (isHere) here.postMessage("here");
  if (!form.hidden) hide();
}

function hide() {
  form.hidden = true;
  said.textContent = "";
}

function warn() {
  if (!form.hidden) return;
  const time = new Date(seen + after).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  form.hidden = false;
  said.textContent = form.dataset.warning.replace("TIME", time);
}

/** The server counts what it is asked, so it is told that somebody types or reads. */
async function tell() {
  told = Date.now();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch("/locked/still-here/", { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.status === 401) lock();
  } catch {
    // No signal: the words are on this device, and the clock goes on.
  }
}

/** First the drafts take their words off the page, then the session closes. */
function lock(isFirst = true) {
  if (isLocking) return;
  isLocking = true;
  if (isFirst) tabs.postMessage("lock");
  wipeReading().catch(() => {}); // what was taken along to be read without a signal
  setTimeout(() => document.querySelector("[data-holds-words]") ?? form.submit(), 1500); // a page alone with words stays, covered
}

function look() {
  const idle = Date.now() - seen;
  if (idle >= after) lock();
  else if (idle >= after - warning) warn();
  else if (seen - told >= tellEvery) tell();
}

let last = 0;
for (const what of ["keydown", "pointerdown", "scroll", "input"]) {
  addEventListener(what, ({ target }) => {
    const now = Date.now();
    if (now - last < LOOK_EVERY || isLocking || form.contains(target)) return;
    last = now;
    // A device that slept is locked first, and asks who is there afterwards.
    if (now - seen < after) somebody();
  }, { passive: true, capture: true });
}
form.querySelector("[data-still-here]").addEventListener("click", () => {
  somebody();
  tell();
});
here.onmessage = () => somebody(false);
// Each tab locks by itself: one that only loaded its page again could be faster than the tab that locks.
tabs.onmessage = ({ data }) => data === "lock" && lock(false);
addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // Back leads to no page from before the lock
setInterval(look, LOOK_EVERY);
document.addEventListener("visibilitychange", look);
