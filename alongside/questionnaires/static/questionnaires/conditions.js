// Questions that hang on an answer of this very page come and go as it changes; words in them stay.
const texts = (form, names) =>
  names
    .flatMap((name) => [...form.elements].filter((one) => one.name === name))
    .flatMap((one) => (one.type === "radio" || one.type === "checkbox" ? (one.checked ? [one.value] : []) : [one.value.trim()]))
    .filter(Boolean);

const COMPARE = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  ">": (a, b) => Number(a) > Number(b),
  "<": (a, b) => Number(a) < Number(b),
  ">=": (a, b) => Number(a) >= Number(b),
  "<=": (a, b) => Number(a) <= Number(b),
};

/** null where this page does not know: the server has the answers of other pages, and what is worked out. */
function holds(form, when) {
  const several = when.all ?? when.any;
  if (several) {
    const said = several.map((one) => holds(form, one));
    if (when.all) return said.includes(false) ? false : said.includes(null) ? null : true;
    return said.includes(true) ? true : said.includes(null) ? null : false;
  }
  const here = when.of.some((name) => [...form.elements].some((one) => one.name === name));
  if (!here) return null;
  const found = texts(form, when.of);
  if (when.is === "exists") return found.length > 0 === (when.value === "true");
  return found.some((one) => COMPARE[when.is](one, when.value));
}

function look(form) {
  for (const one of form.querySelectorAll("[data-when]")) {
    const is = holds(form, JSON.parse(one.dataset.when));
    if (is !== null) one.hidden = !is;
    for (const words of one.querySelectorAll(":scope > [data-condition]")) words.hidden = is !== null;
  }
}

/** From now on, or until the signal, the questions of this form follow its answers. */
export function follow(form, signal) {
  for (const what of ["input", "change"]) form.addEventListener(what, () => look(form), { signal });
  look(form);
}

const here = document.querySelector("form[data-draft]");
if (here) follow(here);
