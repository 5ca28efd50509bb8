// Sends what waits on this device, sealed, in the order in which it was begun, and tells what became of it.
import { deliverRows } from "../../foundation/device.js";
import { hasReading, keepSent } from "./bag.js";
import { everyRow, heardOf } from "./homeless.js";

const [SOON, LATER] = [3000, 15_000]; // after it went through, and while there is no signal

/** Hand over all that waits, also while nobody has opened the key; gives what was heard, and nothing without a signal. */
export async function deliverAll(rows) {
  const heard = await deliverRows(rows).catch(() => false);
  if (!heard) return false;
  heardOf(heard);
  if (await hasReading().catch(() => false)) await keepSent(rows, heard).catch(() => {});
  return heard;
}

/** `told` hears after each try: whether the council answered, and what it heard. */
export function sender(owner, told) {
  let timer = null;
  let sending = null;
  let isOver = false;

  async function send() {
    clearTimeout(timer);
    const rows = (await everyRow()).sort((a, b) => a.at - b.at);
    if (!rows.length) return told({ isReached: null, heard: [] });
    const heard = await deliverAll(rows);
    await told({ isReached: Boolean(heard), heard: heard || [] });
    if (!isOver && (await everyRow()).length) timer = setTimeout(now, heard?.length ? SOON : LATER);
  }

  const now = () => (isOver ? undefined : (sending ??= send().catch(() => {}).finally(() => (sending = null))));
  addEventListener("online", now);
  return {
    now,
    stop() {
      isOver = true;
      clearTimeout(timer);
      removeEventListener("online", now);
    },
  };
}
