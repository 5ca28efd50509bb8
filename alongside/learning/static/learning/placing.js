// One statement at a time: 1 to 4 chooses, Enter and the arrows move. All of them are on this page, so no signal is needed.
const form = document.getElementById("placing");
const steps = [...form.querySelectorAll("[data-step]")];
const finish = form.querySelector("[data-finish]");
const end = finish.parentElement;

const radios = (step) => [...step.querySelectorAll("input[type=radio], input[type=checkbox]")];
const isAnswered = (step) => radios(step).some((one) => one.checked);
const lastAsked = steps.findLastIndex((one) => !("optional" in one.dataset));

function button(words, go, solid) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = solid ? "govuk-button" : "govuk-button govuk-button--secondary";
  made.textContent = words;
  made.addEventListener("click", go);
  return made;
}

const next = button("Next", () => move(1), true);
const back = button("Back", () => move(-1), false);
end.prepend(next, back);

let now = 0;

/** Show one step; what is read out first is the statement. */
function show(at, { focus = true } = {}) {
  now = Math.min(Math.max(at, 0), steps.length - 1);
  for (const [place, step] of steps.entries()) step.hidden = place !== now;
  for (const area of form.querySelectorAll(".lp-area")) area.hidden = !area.contains(steps[now]);
  next.hidden = now === steps.length - 1;
  back.hidden = now === 0;
  const isOver = now >= lastAsked;
  finish.hidden = !isOver;
  finish.classList.toggle("govuk-button--secondary", !next.hidden);
  if (!focus) return;
  const heading = steps[now].querySelector(".lp-statement, h2, h3");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  form.scrollIntoView({ block: "start" });
}

const move = (by) => show(now + by);

function choose(level) {
  const found = radios(steps[now]).find((one) => one.value === level && one.closest(".al-choice"));
  if (!found || found.disabled) return;
  found.checked = true;
  found.focus({ preventScroll: true });
  found.dispatchEvent(new Event("input", { bubbles: true }));
  found.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target !== document.body && !form.contains(event.target)) return;
  const isButton = event.target.closest("button, a, summary");
  const isRadio = event.target.type === "radio";
  if (/^[1-4]$/.test(event.key)) choose(event.key);
  else if (event.key === "Enter" && !isButton) {
    if (now < steps.length - 1) move(1);
    else finish.focus();
  } else if (event.key === "ArrowRight" && !isRadio && now < steps.length - 1) move(1);
  else if (event.key === "ArrowLeft" && !isRadio && now > 0) move(-1);
  else return;
  event.preventDefault();
});

/** The step that an address or a link means: a statement, or the first open one of an area. */
function placeOf(id) {
  const found = id && document.getElementById(id);
  if (!found || !form.contains(found)) return -1;
  if (found.matches("[data-step]")) return steps.indexOf(found);
  const inside = steps.filter((one) => found.contains(one));
  return steps.indexOf(inside.find((one) => !isAnswered(one)) ?? inside[0]);
}

form.addEventListener("click", (event) => {
  const link = event.target.closest("[data-parts] a");
  if (!link) return;
  event.preventDefault();
  link.closest("details")?.removeAttribute("open");
  show(placeOf(link.hash.slice(1)));
});

form.dataset.one = "";
document.querySelector("[data-keys]").hidden = false;
const meant = placeOf(location.hash.slice(1));
const open = steps.findIndex((one) => !("optional" in one.dataset) && !isAnswered(one));
show(meant >= 0 ? meant : open >= 0 ? open : lastAsked, { focus: meant >= 0 });
