// Checks FHIR R4 Questionnaires item by item: the validator looks only at the first level of items, so
// each is lifted there. It also takes `answerBoolean: false` for a missing answer, which is worked round.
// Usage: node validate.mjs FOLDER-WITH-node_modules FILE… ; prints one JSON line for each file.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const [folder, ...files] = process.argv.slice(2);
const { Fhir } = createRequire(path.resolve(folder) + "/")("fhir");
const judge = new Fhir();

const flat = (items) => items.flatMap((one) => [one, ...flat(one.item ?? [])]);
const errors = (resource) =>
  judge
    .validate(resource, { errorOnUnexpected: true })
    .messages.filter((one) => one.severity === "error" || one.severity === "fatal")
    .map((one) => `${one.location}: ${one.message}`);
const spelt = (item) => {
  if (!item.enableWhen) return item;
  const tests = item.enableWhen.map((one) =>
    one.answerBoolean === false ? { ...one, answerBoolean: true } : one,
  );
  return { ...item, enableWhen: tests };
};

function ofQuestionnaire(resource) {
  const all = flat(resource.item ?? []);
  const ids = all.map((one) => one.linkId);
  const { item: _, ...head } = resource;
  return {
    items: all.length,
    wrong: [
      ...errors(head),
      ...all.flatMap(({ item: inside, ...one }) => [
        ...errors({ ...head, item: [spelt(one)] }).map((said) => `${one.linkId}: ${said}`),
        ...(one.type === "group" && !inside?.length ? [`${one.linkId}: a group with nothing in it`] : []),
        ...(one.type === "display" && inside ? [`${one.linkId}: words with something in them`] : []),
        ...((one.enableWhen ?? []).length > 1 && !one.enableBehavior
          ? [`${one.linkId}: any or all?`]
          : []),
        ...(one.enableWhen ?? [])
          .filter((test) => !ids.includes(test.question))
          .map((test) => `${one.linkId}: depends on ${test.question}, which is not there`),
        ...(one.enableWhen ?? [])
          .filter((test) => all.find((other) => other.linkId === test.question)?.type === "group")
          .map((test) => `${one.linkId}: depends on ${test.question}, which is never answered`),
      ]),
      ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id}: used twice`),
    ],
  };
}

function ofResponse(resource) {
  const inside = (items) =>
    items.flatMap((one) => [
      one,
      ...inside(one.item ?? []),
      ...(one.answer ?? []).flatMap((answer) => inside(answer.item ?? [])),
    ]);
  const all = inside(resource.item ?? []);
  const { item: _, ...head } = resource;
  const wrong = all.flatMap(({ item: __, ...one }) =>
    errors({ ...head, item: [one] }).map((said) => `${one.linkId}: ${said}`),
  );
  return { items: all.length, wrong: [...errors(head), ...wrong] };
}

for (const file of files) {
  const resource = JSON.parse(fs.readFileSync(file));
  const found = resource.resourceType === "Questionnaire" ? ofQuestionnaire(resource) : ofResponse(resource);
  console.log(JSON.stringify({ file: path.basename(file), ...found }));
}
