"""The facts that a return holds of a child: numbers, birth, sex, ethnicity and death."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from alongside.foundation.content import codes
from alongside.people import facts
from alongside.people.models import FactKind, Known

from .cin import Node
from .cin import day_in as iso_day
from .telling import FactTold, Telling

# Codes that say why there is no answer.
UNANSWERED = {
    ("Sex", "U"): Known.NOT_KNOWN,
    ("Sex", "0"): Known.NOT_KNOWN,
    ("Ethnicity", "REFU"): Known.RATHER_NOT,
    ("Ethnicity", "NOBT"): Known.NOT_ASKED,
}


def read_facts(telling: Telling, child: Node) -> None:
    """Put the facts of a child, each tried first, where the import finds them."""
    told, inside = telling.told, child.first("ChildIdentifiers")
    told.facts = [fact for fact in _facts(telling, child, inside) if stands(telling, fact)]
    died = inside.first("PersonDeathDate")
    if not died.text:
        _closed_by_death(telling, child)
        return
    death = fact(
        telling, "death", died, kind=FactKind.DEATH, detail={"on": iso(telling, died.text)}
    )
    if stands(telling, death, is_refused=True):
        told.death = death
    else:
        told.refused.append("deaths")


def _closed_by_death(telling: Telling, child: Node) -> None:
    for episode in child.all("CINdetails"):
        reason = episode.first("ReasonForClosure")
        if reason.text == "RC2":
            telling.told.remark(
                reason, "It says that the child died, and gives no day of death. None is recorded."
            )


def _facts(telling: Telling, child: Node, inside: Node) -> Iterator[FactTold]:
    number = inside.first("LAchildID")
    yield fact(
        telling, "local id", number, kind=FactKind.LOCAL_ID, value=number.text,
        detail={"system": telling.header.source},
    )  # fmt: skip
    yield from _birth(telling, inside)
    yield from _pupil_numbers(telling, inside)
    yield from sex(telling, inside, "Sex", "GenderCurrent")
    yield from coded(telling, child.first("ChildCharacteristics").first("Ethnicity"))


def fact(telling: Telling, key: str, node: Node, **given: Any) -> FactTold:
    """A fact as it stands in a node; `given` are arguments of record_fact."""
    return FactTold(key, node.line, node.name, given, node.file)


def iso(telling: Telling, text: str) -> str:
    """The day as it is kept; as stated where it is none, so that the check says so."""
    day = telling.day_in(text)
    return day.isoformat() if day else text[:40] or "no day"


def _birth(telling: Telling, inside: Node) -> Iterator[FactTold]:
    born, expected = inside.first("PersonBirthDate"), inside.first("ExpectedPersonBirthDate")
    if born.text and expected.text:
        telling.told.remark(expected, "There is a day of birth too. That one counts.")
    if born.text:
        yield fact(
            telling, "birth", born, kind=FactKind.BIRTH, detail={"on": iso(telling, born.text)}
        )
    elif expected.text:
        yield fact(
            telling, "birth", expected, kind=FactKind.BIRTH,
            detail={"on": iso(telling, expected.text)}, known=Known.EXPECTED,
        )  # fmt: skip


def _pupil_numbers(telling: Telling, inside: Node) -> Iterator[FactTold]:
    number, former = inside.first("UPN"), inside.first("FormerUPN")
    why = inside.first("UPNunknown")
    if number.text:
        yield fact(telling, "upn", number, kind=FactKind.UPN, value=number.text, as_stated=True)
        if why.text:
            telling.told.remark(why, "There is a pupil number, so no reason is needed.")
    elif why.text:
        said = telling.words("missing-upn", why)
        yield fact(
            telling, "upn", why, kind=FactKind.UPN, known=Known.NOT_KNOWN, source=f": {said}"
        )
    if former.text:
        yield fact(
            telling, "former upn", former, kind=FactKind.UPN, value=former.text, as_stated=True,
            source=", a number from before", ends_on=telling.reaches,
        )  # fmt: skip


def sex(telling: Telling, inside: Node, *names: str) -> Iterator[FactTold]:
    """Until 2024 the return asked for gender in other codes; each keeps the code that was sent."""
    for name in names:
        node = inside.first(name)
        if not node.text:
            continue
        set_id = "gender-dfe-until-2024" if node.text.isdigit() else "sex"
        yield from coded(telling, node, key="sex", kind=FactKind.SEX, code_set=set_id)
        return


def coded(
    telling: Telling,
    node: Node,
    key: str = "ethnicity",
    kind: str = FactKind.ETHNICITY,
    code_set: str = "ethnicity-dfe",
) -> Iterator[FactTold]:
    """A fact that has a code; what is no code of its set is remarked on, and left out."""
    if not node.text:
        return
    unanswered = UNANSWERED.get(("Sex" if kind == FactKind.SEX else "Ethnicity", node.text))
    if unanswered:
        yield fact(telling, key, node, kind=kind, known=unanswered)
    elif node.text in codes(code_set):
        yield fact(telling, key, node, kind=kind, code=node.text, code_set=code_set)
    else:
        telling.told.remark(node, "This is no code for it. It is left out.")


def stands(telling: Telling, fact: FactTold, *, is_refused: bool = False) -> bool:
    """Whether the fact can be kept; what fails is remarked on, and a number is kept as stated."""
    node = Node(fact.field, fact.line, _stated(fact), file=fact.file)
    given = {name: value for name, value in fact.given.items() if name not in ("source", "ends_on")}
    try:
        clean = facts.clean(**given)
    except ValidationError as refusal:
        telling.told.remark(node, f"{' '.join(refusal.messages)} It is left out.")
        return False
    if clean.is_check:
        why = _why_checked(fact)
        telling.told.remark(node, f"{why} Kept as stated.")
    day = iso_day(str(fact.given.get("detail", {}).get("on", "")))
    reaches = telling.header.reference
    if day and reaches and day > reaches and fact.given.get("known") != Known.EXPECTED:
        telling.told.remark(node, "This is after the day to which the return reaches.")
    return True


def _stated(fact: FactTold) -> str:
    given = fact.given
    return str(given.get("value") or given.get("code") or given.get("detail", {}).get("on", ""))


def _why_checked(fact: FactTold) -> str:
    try:
        facts.clean(fact.given["kind"], value=fact.given["value"])
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""
