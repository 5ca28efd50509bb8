// Draws what was taken along: words are put in as text, into the parts that the page holds ready.
const page = document.querySelector("[data-away]");
const part = (name) => document.querySelector(`template[data-part="${name}"]`).content.firstElementChild.cloneNode(true);

export const moment = (at) => {
  const [then, now] = [new Date(at), new Date()];
  const time = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return then.toDateString() === now.toDateString() ? time : `${then.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, ${time}`;
};

/** One of the page's views instead of the others, with its heading read out. */
export function show(view, heading) {
  for (const one of page.querySelectorAll("[data-view]")) one.hidden = one.dataset.view !== view;
  const top = page.querySelector("h1");
  top.textContent = heading ?? page.dataset.title;
  if (heading !== undefined) {
    top.tabIndex = -1;
    top.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

/** An item of a list; without an act its heading is no button. */
export function oneOf(name, words, act) {
  const made = part(name);
  for (const slot of made.querySelectorAll("[data-slot]")) slot.textContent = words[slot.dataset.slot] ?? "";
  const button = made.querySelector("button");
  if (act) button.addEventListener("click", act);
  else button.replaceWith(...button.childNodes);
  return made;
}

/** The items instead of those before; whoever is on one with the keyboard stays there. */
export function list(name, items) {
  const place = page.querySelector(`[data-list="${name}"]`);
  const at = [...place.children].findIndex((one) => one.contains(document.activeElement));
  place.replaceChildren(...items);
  if (at >= 0) items[Math.min(at, items.length - 1)]?.querySelector("button")?.focus({ preventScroll: true });
}

/** Nothing that was filled in stays on the page, be it out of sight. */
export const empty = () => page.querySelectorAll("[data-filled], [data-text]").forEach((one) => one.replaceChildren());

const facts = (place, pairs) =>
  place.replaceChildren(
    ...pairs.flatMap(([asked, words]) => ["dt", "dd"].map((tag, at) => Object.assign(document.createElement(tag), { textContent: at ? words : asked }))),
  );

/** Everything that was taken along of one person. */
export function fillIn(one, blanks) {
  const place = page.querySelector('[data-view="person"]');
  for (const slot of place.querySelectorAll("[data-text]")) {
    slot.textContent = one[slot.dataset.text] ?? "";
    const whole = slot.closest("[data-whole]");
    if (whole) whole.hidden = !slot.textContent;
  }
  for (const slot of place.querySelectorAll("[data-lines]")) {
    const lines = one[slot.dataset.lines] ?? [];
    slot.replaceChildren(...lines.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    slot.closest("[data-whole]").hidden = !lines.length;
  }
  for (const slot of place.querySelectorAll("[data-facts]")) {
    const pairs = one[slot.dataset.facts] ?? [];
    facts(slot, pairs);
    slot.closest("[data-whole]").hidden = !pairs.length;
  }
  list("blanks", blanks);
}
