// Ticks of checklists, kept in this browser and nowhere else: as marks that name no reader and no guide.
const KEPT = "alongside-ticks";
const boxes = [...document.querySelectorAll("[data-checklist] input[data-mark]")];
const said = document.querySelector("[data-ticks-said]");
const away = document.querySelector("[data-ticks-away]");

/** Every mark that is kept; null where this browser keeps nothing. */
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return new Set(Array.isArray(found) ? found.filter((one) => typeof one === "string") : []);
  } catch (error) {
    return error instanceof SyntaxError ? new Set() : null;
  }
}

function keep(change) {
  const marks = kept();
  if (!marks) return false;
  change(marks);
  try {
    if (marks.size) localStorage.setItem(KEPT, JSON.stringify([...marks]));
    else localStorage.removeItem(KEPT);
    return true;
  } catch {
    return false;
  }
}

function show() {
  const marks = kept();
  for (const box of boxes) box.checked = marks?.has(box.dataset.mark) ?? false;
  away.hidden = !boxes.some((box) => box.checked);
}

function tick({ target }) {
  const ok = keep((marks) => (target.checked ? marks.add(target.dataset.mark) : marks.delete(target.dataset.mark)));
  if (!ok) said.textContent = "This browser keeps no ticks. Print the page to keep them.";
  away.hidden = !boxes.some((box) => box.checked);
}

function takeAway() {
  keep((marks) => boxes.forEach((box) => marks.delete(box.dataset.mark)));
  for (const box of boxes) box.checked = false;
  away.hidden = true;
  boxes[0].focus();
}

if (kept()) {
  said.textContent = "Your ticks are kept in this browser and nowhere else. Nobody here can see them.";
  show();
}
for (const box of boxes) box.addEventListener("change", tick);
away.addEventListener("click", takeAway);
// Another tab of the same guide, or coming back by the browser's own button.
addEventListener("storage", ({ key }) => key === KEPT && show());
addEventListener("pageshow", ({ persisted }) => persisted && kept() && show());
