// What was taken along to be read, each piece sealed by the key of this device; see foundation/device.js.
import { allReading, putReading, wipeReading } from "../../foundation/device.js";
import { openAs, sealAs, unseal, utf8 } from "../../foundation/keys.js";

const whatOf = (id, owner) => `reading ${id} of ${owner}`;

/** Seal something under a name, for this owner. */
export async function put(id, told, owner, key) {
  await putReading([{ id, ...(await sealAs(whatOf(id, owner), utf8(JSON.stringify(told)), key)) }]);
}

async function opened(row, owner, key) {
  const bytes = await openAs(whatOf(row.id, owner), row, key).catch(() => null); // another key's: nobody's here
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}

/** Everything of this owner's that this key opens, by its name. */
export async function all(owner, key) {
  const found = new Map();
  for (const row of await allReading()) {
    if (row.sent) continue;
    const told = await opened(row, owner, key);
    if (told) found.set(row.id, told);
  }
  return found;
}

const nameOf = ({ draft, piece, editor }) => [draft, piece, editor].join(" ");

/** Exactly the words that the council has heard stay here, as they were sealed, until all of this is deleted: whoever
 * goes on with them is a new editor on top of what the council had then, since others may have gone on meanwhile. */
export function keepSent(rows, heard) {
  const known = new Map(heard.map((one) => [nameOf(one), one]));
  const same = rows.filter((row) => known.get(nameOf(row))?.seq === row.seq);
  const onTop = (row) => (known.get(nameOf(row)).kept === "current" ? known.get(nameOf(row)).version : row.base);
  return putReading(same.map((row) => ({ id: `sent ${row.draft} ${row.piece}`, sent: row, onTop: onTop(row) })));
}

export const sentRows = async (owner) =>
  (await allReading()).filter((one) => one.sent?.owner === owner).map(({ sent, onTop }) => ({ ...sent, onTop }));

/** Whether anybody's page lies here still: a lock anywhere, or signing out, has deleted it. */
export const hasReading = async () => (await allReading()).some((one) => one.id === "people");

export const textOf = (row, key) => unseal(row, key).catch(() => null);

export const wipe = wipeReading;
