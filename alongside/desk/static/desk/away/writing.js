// A form filled in without a signal: each key goes to this device as ciphertext, and from there to the council.
import { putRows, rowsOf } from "../../foundation/device.js";
import { holdEditor } from "../../foundation/editors.js";
import { close, given, hold, read, write } from "../../foundation/fields.js";
import { randomId, seal } from "../../foundation/keys.js";
import { follow } from "../../questionnaires/conditions.js";
import { sentRows, textOf } from "./bag.js";
import { adopt, homelessOf } from "./homeless.js";

const [PAUSE, AT_MOST, STRICT] = [2000, 5000, 500];
const LONGEST = 1_000_000; // characters of one answer, as the council takes them

const namesIn = (form) => [...new Set([...form.elements].filter((one) => one.name && one.type !== "hidden" && one.tagName !== "BUTTON").map((one) => one.name))];

/** Rows of a group that repeats stand ready in the form; each press shows the next one. */
function showRows(form) {
  for (const button of form.querySelectorAll("button[name=add]")) {
    const rows = [...button.parentElement.querySelectorAll(":scope > fieldset")];
    const isFilled = (row) => [...row.querySelectorAll("input, textarea, select")].some((one) => (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value));
    const last = rows.findLastIndex(isFilled);
    rows.forEach((row, place) => (row.hidden = place > Math.max(last, 0)));
    button.type = "button";
    button.hidden = rows.every((row) => !row.hidden);
    button.addEventListener("click", () => {
      const next = rows.find((row) => row.hidden);
      next.hidden = false;
      next.querySelector("input, textarea, select")?.focus();
      button.hidden = rows.every((row) => !row.hidden);
    });
  }
}

/** about: owner, draft, purpose, address, about · key · said(what): of the words just typed · send(): try the council. */
export async function writing(form, about, key, { said, send }) {
  const names = namesIn(form);
  const pieces = new Map();
  const unkept = new Set();
  const timer = {};
  let isOver = false;
  let isElsewhere = false; // another page of this browser holds some of it
  let keeping = null;

  const rowOf = ({ name, editor, seq, base }) => ({ ...about, piece: name, editor, seq, base });

  const isTooLong = () => [...pieces.values()].some((one) => one.seq && one.text.length > LONGEST);
  const tell = (what) => said(isTooLong() && what !== "noRoom" ? "tooLong" : what);

  function keep(durability = "relaxed") {
    return (keeping ??= (async () => {
      await null; // with nothing to keep it would otherwise be over before it is known to have begun, and stay so
      try {
        while (unkept.size) {
          const now = [...unkept].map((name) => pieces.get(name));
          unkept.clear();
          try {
            await putRows(await Promise.all(now.map((one) => seal(rowOf(one), one.text, key))), durability);
            tell("here");
          } catch {
            now.forEach((one) => unkept.add(one.name));
            tell("noRoom");
            break;
          }
        }
      } finally {
        keeping = null;
      }
    })());
  }

  async function keepFirmly() {
    await keeping;
    for (const name of touched) unkept.add(name);
    touched.clear();
    return keep("strict");
  }
  const touched = new Set();

  function soon() {
    clearTimeout(timer.pause);
    clearTimeout(timer.most);
    timer.most = null;
    keepFirmly().then(send);
  }

  function typed(name) {
    const held = pieces.get(name);
    const text = read(form, name);
    if (!held || isOver || held.text === text) return;
    held.text = text;
    held.seq += 1;
    unkept.add(name);
    touched.add(name);
    for (const other of pieces.values()) if (other.isGiven && !(other.isGiven = false)) typed(other.name);
    keep();
    clearTimeout(timer.pause);
    clearTimeout(timer.firm);
    timer.pause = setTimeout(soon, PAUSE);
    timer.firm = setTimeout(keepFirmly, STRICT);
    timer.most ??= setTimeout(soon, AT_MOST);
  }

  /** Take up what lies here of this draft: first what waits, then what was sent, each where no other page holds it. */
  async function takeUp() {
    const { owner, draft } = about;
    for (const name of names) {
      const blank = { name, editor: randomId(), seq: 0, base: 0, text: given(form, name) };
      // Its own are waited for however long it takes: what a page does not hold, another would take for left behind.
      await holdEditor(blank.editor, {});
      pieces.set(name, blank);
    }
    const waiting = (await rowsOf(owner, draft)).sort((a, b) => b.at - a.at);
    for (const row of [...homelessOf(draft), ...waiting]) {
      const held = pieces.get(row.piece);
      if (!held || held.seq) continue;
      if (!(await holdEditor(row.editor))) isElsewhere = true;
      else if (await goOn(row, { editor: row.editor, seq: row.seq, base: row.base })) if (adopt(row)) unkept.add(row.piece);
    }
    for (const row of (await sentRows(owner)).filter((one) => one.draft === draft)) {
      const held = pieces.get(row.piece);
      if (held && !held.seq) await goOn(row, { editor: held.editor, seq: 0, base: row.onTop });
    }
  }

  async function goOn(row, from) {
    const text = await textOf(row, key);
    if (text === null) return false; // another key's
    pieces.set(row.piece, { name: row.piece, ...from, text });
    write(form, row.piece, text);
    return true;
  }

  const heard = new AbortController(); // the form stays, and holds another draft later
  await takeUp();
  showRows(form);
  follow(form, heard.signal);
  for (const what of ["input", "change"]) form.addEventListener(what, ({ target }) => target.name && typed(target.name), { signal: heard.signal });
  form.addEventListener("submit", (event) => event.preventDefault(), { signal: heard.signal });

  return {
    /** Words that the page itself puts in, such as when it was begun; they are kept with the first that is typed. */
    fill(name, words) {
      if (!pieces.has(name) || read(form, name)) return;
      write(form, name, words);
      pieces.get(name).isGiven = true;
    },
    isTouched: () => [...pieces.values()].some((one) => one.seq),
    isUnsafe: () => unkept.size > 0,
    isTooLong,
    isElsewhere,
    /** The last write, and then nothing is left to be read here; gives, sealed, what the device had no room for. */
    async leave() {
      if (isOver) return [];
      names.forEach((name) => hold(form, name));
      Object.values(timer).forEach(clearTimeout);
      await keepFirmly();
      isOver = true;
      heard.abort();
      Object.values(timer).forEach(clearTimeout); // of a box that was ticked meanwhile
      const unsaved = await Promise.all([...unkept].map((name) => pieces.get(name)).map((one) => seal(rowOf(one), one.text, key)));
      names.forEach((name) => close(form, name));
      pieces.clear();
      return unsaved;
    },
  };
}
