// How far one is in each course: read from the ticks that this browser keeps, and sent nowhere.
const KEPT = "alongside-ticks";

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return new Set(Array.isArray(found) ? found : []);
  } catch {
    return new Set();
  }
}

function show() {
  const ticked = kept();
  for (const place of document.querySelectorAll("[data-far]")) {
    const marks = place.dataset.far.split(" ");
    const done = marks.filter((one) => ticked.has(one)).length;
    const some = `You ticked ${done} of ${marks.length} steps, in this browser.`;
    place.hidden = !done;
    place.textContent = done === marks.length ? "You ticked all of it, in this browser." : done ? some : "";
  }
}

show();
addEventListener("pageshow", ({ persisted }) => persisted && show());
