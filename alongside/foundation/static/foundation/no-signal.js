// On the page shown without a signal: says when there is one again. Nothing opens by itself, since by
// then somebody else may have the device in their hand.
const told = document.querySelector("[data-no-signal]");
const words = told.querySelector("[data-words]");
const again = document.querySelector("[data-again]");
const leave = document.querySelector("[data-own-pages]");
const HERE = told.dataset.noSignal; // its own address, at which it stands in for no other page
const EVERY = 10_000;
const PATIENCE = 5_000;

const say = (sentence) => {
  const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  words.textContent = sentence.replace("TIME", time);
};

/** Those supported have the way out wherever they were, or wanted to go; nobody else has its keys either. */
function offerWayOut() {
  const from = document.referrer ? new URL(document.referrer).pathname : "";
  const isOwn = (path) => leave.dataset.ownPages.split(" ").some((one) => path.startsWith(one));
  if (isOwn(location.pathname) || isOwn(from)) leave.replaceWith(...leave.childNodes);
  else leave.remove();
}

let timer;

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const asked = { method: "HEAD", credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    if ((await fetch(HERE, asked)).ok) return isBack();
  } catch {
    // Still none.
  }
  timer = setTimeout(look, EVERY);
}

function isBack() {
  removeEventListener("online", look);
  document.removeEventListener("visibilitychange", look);
  for (const one of document.querySelectorAll("[data-while-none]")) one.hidden = true;
  for (const one of document.querySelectorAll("[data-once-back]")) one.hidden = false;
  const [before, now] = document.querySelectorAll("h1 > span");
  document.title = document.title.replace(before.textContent, now.textContent);
  say(told.dataset.back);
  again.textContent = again.dataset.back;
}

/** Where the page for work without a signal is kept on this device, it is one press away. */
async function offerAway() {
  const link = document.querySelector("[data-away]");
  if (link) link.hidden = !(await globalThis.caches?.match(link.dataset.away));
}

offerWayOut();
offerAway();
if (location.pathname !== HERE) {
  again.href = location.href;
  again.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload(); // an address with a # would only move within this page
  });
  say(told.dataset.since);
  told.hidden = false;
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  timer = setTimeout(look, EVERY);
}
