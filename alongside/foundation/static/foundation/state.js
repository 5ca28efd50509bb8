// What has become of the words just typed, said in a sentence; the page's template holds the sentences.
const place = document.querySelector("[data-draft-state]");
const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
let lastWhat = "";
let began = "";

function show(words, link, waits) {
  if (!place) return;
  const into = place.querySelector("[data-words]");
  const before = into.textContent;
  const nodes = [document.createTextNode(words)];
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.to;
    anchor.textContent = link.words;
    nodes.push(document.createTextNode(" "), anchor);
  }
  if (before !== nodes.map((node) => node.textContent).join("")) into.replaceChildren(...nodes); // not read out again for nothing
  place.classList.toggle("al-state--wait", waits);
  place.querySelector("[data-waiting]").hidden = !waits;
  place.querySelector("[data-done]").hidden = waits;
}

/** Say one of the sentences of the template; `since` keeps the time at which it was first true. */
export function say(what, { waits = false, time = "", since = false, to = "" } = {}) {
  if (!place) return;
  if (what !== lastWhat) [lastWhat, began] = [what, clock()];
  const words = (place.dataset[what] ?? "").replace("TIME", since ? began : time || clock());
  const link = place.dataset[what + "Link"];
  show(words, link && { words: link, to: to || place.dataset[what + "Address"] || "" }, waits);
}

/** Say what the server said. */
export function sayWords(words) {
  lastWhat = "";
  show(words, null, true);
}
