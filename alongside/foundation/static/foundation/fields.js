// The fields of a form as pieces of a draft: each name one text, whatever kind of field it is.
const CHOICES = new Set(["radio", "checkbox"]);

const controls = (form, name) => [...form.elements].filter((one) => one.name === name && one.type !== "hidden");

const chosen = (one, at) => {
  if (CHOICES.has(one.type)) return one[at.checked] ? [one.value] : [];
  if (one.type === "select-multiple") return [...one.options].filter((option) => option[at.selected]).map((option) => option.value);
  if (one.type !== "select-one") return [one[at.value]];
  const options = [...one.options];
  if (at === NOW) return [one.value];
  return [(options.findLast((option) => option.defaultSelected) ?? options[0])?.value ?? ""];
};
const NOW = { checked: "checked", selected: "selected", value: "value" };
const GIVEN = { checked: "defaultChecked", selected: "defaultSelected", value: "defaultValue" };
const plain = (text) => text.replace(/\r\n?/g, "\n");
const text = (form, name, at) => plain(controls(form, name).flatMap((one) => chosen(one, at)).join("\n"));

/** The piece as it now stands in the form. */
export const read = (form, name) => text(form, name, NOW);

/** The piece as the server wrote it into the page. */
export const given = (form, name) => text(form, name, GIVEN);

/** Show a text in the field. */
export function write(form, name, words) {
  const all = controls(form, name);
  const parts = words.split("\n");
  for (const one of all) {
    if (CHOICES.has(one.type)) one.checked = words !== "" && parts.includes(one.value);
    else if (one.type === "select-multiple") for (const option of one.options) option.selected = parts.includes(option.value);
    else one.value = words;
  }
}

/** Nobody may type here now, and nothing may be read. */
export function close(form, name) {
  for (const one of controls(form, name)) {
    if (CHOICES.has(one.type)) one.checked = one.defaultChecked = false;
    else if (one.options) for (const option of one.options) option.selected = option.defaultSelected = false;
    else one.value = one.defaultValue = "";
    if (CHOICES.has(one.type) || one.options) one.disabled = true;
    else one.readOnly = true;
  }
}

/** The opposite: what is written there is sent with the form. */
export function reopen(form, name) {
  for (const one of controls(form, name)) one.readOnly = one.disabled = false;
}

/** No words may arrive after the last write. */
export function hold(form, name) {
  for (const one of controls(form, name)) one.readOnly = true;
}
