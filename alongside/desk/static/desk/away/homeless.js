// Sealed words for which this device had no room: they stay on this page until the device or the council has them.
import { allRows, putRows } from "../../foundation/device.js";

const homeless = new Map();
const nameOf = ({ draft, piece, editor }) => [draft, piece, editor].join(" ");

export const shelter = (rows) => rows.forEach((row) => homeless.set(nameOf(row), row));

export const areHomeless = () => homeless.size > 0;

export const homelessOf = (draft) => [...homeless.values()].filter((row) => row.draft === draft);

/** Somebody goes on with them, and keeps them from now on. */
export const adopt = (row) => homeless.get(nameOf(row)) === row && homeless.delete(nameOf(row));

/** All that waits; there may be room by now for what had none. */
export async function everyRow() {
  for (const [name, row] of homeless) {
    await putRows([row], "strict").then(() => homeless.get(name) === row && homeless.delete(name)).catch(() => {});
  }
  return [...(await allRows().catch(() => [])), ...homeless.values()];
}

export function heardOf(heard) {
  for (const one of heard) if (homeless.get(nameOf(one))?.seq <= one.seq) homeless.delete(nameOf(one));
}
