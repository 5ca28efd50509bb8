"""The questions of a form from elsewhere, put together as our file has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..calculating import NAMED
from ..definition import CHOICES, MOMENTS, NUMBERS, PERSON, WORDS, WORKER
from ..reading import LONGEST_WORDS
from . import names
from .conditions import Asked, condition
from .findings import KEPT, REFUSED, TAKEN, THE_FORM, Finding
from .options import Names, choices
from .packing import Json, unpacked
from .surveying import TYPES, extension, flat, place
from .writing import MOST_ROWS, YES, Written

UNKNOWN_WHY = "The form that this comes from does not say why."
UNKNOWN_WHO = "The form that this comes from does not say who."
VOICED = {PERSON, WORKER}
BESIDE = {"intro", "help", "agree", "differ", "because"}
MOST_IN_GROUP = 500
_HELP = {"instructions", "help", "flyover"}


class Builder:
    """What is needed on the way down; `findings` grows on the way."""

    def __init__(self, form: Json) -> None:
        self.form = form
        self.findings: list[Finding] = []
        self.names = Names()
        self.ids: dict[str, str] = {}
        self.asked: dict[str, Asked] = {}
        self.hidden: set[str] = set()
        self.made_choices: set[str] = set()  # ids of what was something else there
        for item in flat(form.get("item")):
            self._meet(item)
        self._name_others()

    def _name_others(self) -> None:
        """One finding of all that is called otherwise here."""
        others = [f"{link} → {id}" for link, id in self.ids.items() if link != id]
        if others:
            more = f" and {len(others) - 20} more" if len(others) > 20 else ""
            said = "1 question has" if len(others) == 1 else f"{len(others)} questions have"
            self.say(TAKEN, None, f"{said} another id here: {', '.join(others[:20])}{more}.")

    def _meet(self, item: Json) -> None:
        link = item["linkId"]
        if part_of(item):
            return
        self.ids[link] = self.names.new(link)
        if item.get("type") in ("group", "display"):
            return
        type = self.type_of(item)
        is_here = str(item.get("answerValueSet", "#")).startswith("#") and not (
            extension(item, "sdc-questionnaire-answerExpression")
        )
        found = choices(item, self.form) if type in CHOICES and is_here else []
        if isinstance(found, str):
            self.say(REFUSED, item, found)
            found = []
        self.asked[link] = Asked(self.ids[link], type, bool(item.get("repeats")), found)

    def type_of(self, item: Json) -> str:
        """The type here: words, days and numbers that are chosen from a list are a choice."""
        type = str(item.get("type"))
        if not (item.get("answerOption") or item.get("answerValueSet")) or type in CHOICES:
            return type
        if type not in WORDS | MOMENTS | {"integer"}:
            if type in TYPES:
                self.say(REFUSED, item, "its answers stand in a list, and it is no choice.")
            return type
        self.say(TAKEN, item, "it is a choice here, since its answers stand in a list.")
        self.made_choices.add(self.ids[item["linkId"]])
        return "choice"

    def say(self, sort: str, item: Json | None, reason: str) -> None:
        """One more finding."""
        found = Finding(sort, place(item) if item is not None else THE_FORM, reason)
        if found not in self.findings:
            self.findings.append(found)

    # Pages and sections

    def pages(self, title: str) -> list[Written]:
        """Groups at the top are pages; questions that stand alone there get a page of their own."""
        found: list[Written] = []
        for item in self.form.get("item", []):
            for one in self.bare(item):
                if is_plain_group(one):
                    found.append(self.page(one, title))
                else:
                    self._loose(found, one, title)
        return found

    def _loose(self, pages: list[Written], item: Json, title: str) -> None:
        if not pages or "loose" not in pages[-1]:
            id, part = self.names.new("questions"), self.names.new("questions-part")
            sections = [{"id": part, "questions": []}]
            pages.append({"id": id, "title": title, "sections": sections, "loose": YES})
        pages[-1]["sections"][0]["questions"] += self.question(item)

    def page(self, item: Json, title: str) -> Written:
        own = unpacked(item.get("extension", []))
        found: Written = self.part(item, own) | {"title": item.get("text") or title}
        if look := own.get("look"):
            found["look"] = look
        sections: list[Written] = []
        loose: Written | None = None
        for one in self.inside(item):
            if is_plain_group(one):
                loose = None
                sections.append(self.section(one))
                continue
            if loose is None:
                loose = {"id": self.names.new(f"{found['id'][:25]}-part"), "questions": []}
                sections.append(loose)
            loose["questions"] += self.question(one)
        return found | {"sections": [one for one in sections if one["questions"]]}

    def section(self, item: Json) -> Written:
        own = unpacked(item.get("extension", []))
        found: Written = self.part(item, own)
        if item.get("text"):
            found["title"] = item["text"]
        if any(part_of(one) == "agree" for one in item.get("item", [])):
            found["agree"] = YES
        questions = [one for inside in self.inside(item) for one in self.question(inside)]
        return found | {"questions": questions}

    def part(self, item: Json, own: Written) -> Written:
        """What a page and a section have alike."""
        found: Written = {"id": self.ids[item["linkId"]]}
        if intro := self.beside(item, "intro"):
            found["intro"] = intro
        if when := self.when(item, own):
            found["when"] = when
        return found

    def beside(self, item: Json, *parts: str) -> str:
        """The words that stand above a part, or help with a question."""
        said = [
            one.get("text", "")
            for one in item.get("item", [])
            if one.get("type") == "display" and (part_of(one) in parts or is_help(one))
        ]
        return " ".join(one for one in said if one)

    def inside(self, item: Json) -> Iterable[Json]:
        """The items inside, without those that belong to what they stand in."""
        for one in item.get("item", []):
            if part_of(one) not in BESIDE and not is_help(one):
                yield from self.bare(one)

    def bare(self, item: Json) -> Iterable[Json]:
        """An item out of the groups that only carry its condition."""
        if part_of(item) == "around":
            for one in item.get("item", []):
                yield from self.bare(one)
        elif part_of(item) not in BESIDE:
            yield item

    # Questions

    def question(self, item: Json) -> list[Written]:
        """A question, and after it those that stand inside it there."""
        hidden = extension(item, "questionnaire-hidden")
        if hidden is not None and hidden.get("valueBoolean"):
            return self._hide(item)
        if item["linkId"] not in self.ids:
            self.say(REFUSED, item, "it belongs to a question in which it does not stand.")
            return []
        own = unpacked(item.get("extension", []))
        voices = [one for one in item.get("item", []) if part_of(one) in VOICED]
        type = voices[0]["type"] if voices else self.type_of(item)
        found: Written = {"id": self.ids[item["linkId"]], "ask": words_of(item), "type": type}
        if not found["ask"].strip():
            self.say(REFUSED, item, "it has no words.")
        found |= self.common(item, own, voices)
        if type == "group":
            found["questions"] = [q for one in self.inside(item) for q in self.question(one)]
            return [self.repeated(item, found, own)] if found["questions"] else self._empty(found)
        if type != "display":
            found.setdefault("why", UNKNOWN_WHY)
            found.setdefault("used_by", UNKNOWN_WHO)
        after = [] if voices else self.after(item, found)
        return [self.several(item, found), *after]

    def _hide(self, item: Json) -> list[Written]:
        self.hidden |= {one["linkId"] for one in flat([item])}
        self.say(KEPT, item, "it is hidden there, so it is not asked here.")
        return []

    def _empty(self, group: Written) -> list[Written]:
        """A group that holds nothing but words."""
        return [{**group, "type": "display"}] if group["ask"].strip() else []

    def common(self, item: Json, own: Written, voices: list[Json]) -> Written:
        """What FHIR says of any item in its own names, and what we say beside."""
        ours = {key: value for key, value in own.items() if key not in ("add", "when", "part")}
        found: Written = {}
        if help := self.beside(item, "help"):
            found["help"] = help
        if when := self.when(item, own):
            found["when"] = when
        if item.get("required"):
            found["finish"] = "required"
        found |= self.choices(item, ours) | self.limits(item) | self.calculated(item, ours)
        length = next((one["maxLength"] for one in (item, *voices) if "maxLength" in one), 0)
        if length and not item.get("repeats"):
            type = voices[0]["type"] if voices else self.type_of(item)
            found["longest"] = str(min(int(length), LONGEST_WORDS["text"]))
            if type not in WORDS | {"url"} and not ours:
                del found["longest"]
        link = extension(item, "questionnaire-supportLink")
        if link is not None and link.get("valueUri"):
            found["guidance"] = str(link["valueUri"])
        return found | ours

    def choices(self, item: Json, own: Written) -> Written:
        asked = self.asked.get(item["linkId"])
        if asked is None or asked.type not in CHOICES:
            return {}
        many = {"many": YES} if item.get("repeats") else {}
        if "options_from" in own:
            return many
        return {"options": [one.written for one in asked.choices]} | many

    def limits(self, item: Json) -> Written:
        """The unit, the least and the most."""
        found: Written = {}
        if item["type"] not in NUMBERS:
            return found
        if unit := extension(item, "questionnaire-unit"):
            coding = unit.get("valueCoding", {})
            found["unit"] = coding.get("display") or coding.get("code", "")
        for key in ("min", "max"):
            said = extension(item, f"{key}Value", f"sdc-questionnaire-{key}Quantity")
            value = next((one for name, one in (said or {}).items() if name != "url"), None)
            number = value.get("value") if isinstance(value, dict) else value
            if number is not None:
                found[key] = str(number)
        return found

    def calculated(self, item: Json, own: Written) -> Written:
        said = extension(item, "sdc-questionnaire-calculatedExpression")
        if said is None or own.get("sum_scores") or own.get("calculate"):
            if item.get("readOnly") and said is None:
                self.say(KEPT, item, "it cannot be changed there. Here it can.")
            return {}
        text = str(said.get("valueExpression", {}).get("expression", ""))
        return {"calculate": re.sub(r"(?<=linkId)(\s*=\s*)'([^']*)'", self._renamed, text)}

    def _renamed(self, found: re.Match[str]) -> str:
        return f"{found[1]}'{self.ids.get(found[2], found[2])}'"

    def repeated(self, item: Json, found: Written, own: Written) -> Written:
        if item.get("repeats"):
            limit = extension(item, "questionnaire-maxOccurs")
            most = int(limit.get("valueInteger", MOST_ROWS)) if limit else MOST_ROWS
            if limit is None:
                self.say(TAKEN, item, f"it can be answered up to {MOST_ROWS} times here.")
            add = {"add": own["add"]} if own.get("add") else {}
            found["repeats"] = {"max": str(min(most, MOST_IN_GROUP))} | add
        return found

    def several(self, item: Json, found: Written) -> Written:
        """A question answered several times becomes a group with rows, unless it is a choice."""
        if not item.get("repeats") or found["type"] in CHOICES | {"display", "group"}:
            return found
        self.say(
            TAKEN, item, "it can be answered several times, so it stands in a group with rows."
        )
        group: Written = {"id": self.names.new(f"{found['id'][:25]}-rows"), "ask": found["ask"]}
        if "when" in found:
            group["when"] = found.pop("when")
        return self.repeated(item, group | {"type": "group", "questions": [found]}, {})

    def after(self, item: Json, found: Written) -> list[Written]:
        """What stands inside a question there stands after it here, under its condition too."""
        inside = [q for one in self.inside(item) for q in self.question(one)]
        if not inside:
            return []
        if item.get("repeats"):
            self.say(REFUSED, item, "questions inside it are asked again for each of its answers.")
        self.say(TAKEN, item, "the questions inside it stand after it.")
        for one in inside:
            if "when" in found:
                both = [found["when"], *([one["when"]] if "when" in one else [])]
                one["when"] = both[0] if len(both) == 1 else {"all": both}
        return inside

    def when(self, item: Json, own: Written) -> Written:
        """The condition: ours where we wrote one beside it, else what FHIR says."""
        if isinstance(own.get("when"), dict):
            return dict(own["when"])
        found = condition(item, self.asked)
        if isinstance(found, str):
            self.say(REFUSED, item, found)
            return {}
        return found or {}


def part_of(item: Json) -> str:
    """What an item of ours is to the question that it belongs to; empty for any other."""
    said = unpacked(item.get("extension", [])).get("part")
    return said if isinstance(said, str) and said in BESIDE | VOICED | {"around"} else ""


def is_plain_group(item: Json) -> bool:
    """Whether it can be a page or a section."""
    if item.get("type") != "group" or item.get("repeats"):
        return False
    own = unpacked(item.get("extension", []))
    has_voices = any(part_of(one) in VOICED for one in item.get("item", []))
    return not has_voices and not (own and "role" not in own)


def is_help(item: Json) -> bool:
    """Whether words belong to the question in which they stand."""
    if item.get("type") != "display" or part_of(item):
        return False
    for last in ("questionnaire-displayCategory", "questionnaire-itemControl"):
        said = extension(item, last) or {}
        codings: list[Any] = said.get("valueCodeableConcept", {}).get("coding", [])
        if any(one.get("code") in _HELP for one in codings):
            return True
    return False


def words_of(item: Json) -> str:
    """What a question asks, with its number."""
    words = str(item.get("text", ""))
    return f"{item['prefix']} {words}" if item.get("prefix") else words


def uses(written: Any, ids: set[str]) -> set[str]:
    """Which of these ids the conditions and calculations of a part name."""
    if isinstance(written, list):
        return {id for one in written for id in uses(one, ids)}
    if not isinstance(written, dict):
        return set()
    found = {str(written["question"])} & ids if "question" in written else set()
    inside = {id for one in written.values() for id in uses(one, ids)}
    return found | inside | works_with(written.get("calculate"), ids)


def works_with(expression: Any, ids: set[str]) -> set[str]:
    """Which of these ids a calculation names."""
    return ids & set(NAMED.findall(str(expression or "")))


def calculations(written: Any) -> set[str]:
    """Every calculation in a part."""
    if isinstance(written, list):
        return {said for one in written for said in calculations(one)}
    if not isinstance(written, dict):
        return set()
    own = {str(written["calculate"])} if "calculate" in written else set()
    return own | {said for one in written.values() for said in calculations(one)}


def own_form(form: Json) -> bool:
    """Whether a form is one of ours that comes back."""
    return any(names.own_name(str(one.get("url", ""))) for one in form.get("extension", []))
