"""What a return on children looked after says of one child: facts, and a row, an entry."""

from collections.abc import Callable, Iterator
from datetime import date

from django.utils import timezone

from alongside.foundation.content import codes
from alongside.foundation.days import When, in_words
from alongside.people.models import FactKind, Known
from alongside.record.models import EntryKind

from .cin import Node
from .facts import coded, fact, iso, sex, stands
from .ssda903 import Header, day_in
from .standing import of_looked_after
from .telling import ChildTold, EntryTold, FactTold, Telling, each_once, lines

FORM = "children looked after return 1"
NOT_IN = "The row was not brought in."
TWICE = "This child stands in header.csv more than once. The first row was read, and this was not."
# Looked at before they are shown: what is about a parent, or says something of those who cared.
ABOUT_PARENTS = frozenset({"N3"})
ABOUT_CARERS = frozenset({"ALLEG", "STAND", "APPRR", "CREQB", "CREQO"})
BEGUN = {
    "S": "Began to be looked after",
    "L": "Legal status changed",
    "P": "Moved to another placement",
    "T": "Placement changed, with the same carers",
    "B": "Moved to another placement, and legal status changed",
    "U": "Placement and legal status changed, with the same carers",
}
MOST_DIFFICULT = 40  # the highest score of the strengths and difficulties questionnaire


class BadRowError(Exception):
    """A row that cannot come in: the cell that is to blame, and why."""

    def __init__(self, node: Node, reason: str) -> None:
        super().__init__(reason)
        self.node, self.reason = node, f"{reason} {NOT_IN}"


def tell(child: Node, header: Header) -> ChildTold:
    """Read one child."""
    first, *more = child.all("header")
    number = first.first("CHILD")
    told = ChildTold(number.text, first.line, "CHILD", first.file, "header", FORM)
    telling = Telling(header, told, timezone.localdate(), day_in)
    told.facts = [one for one in _facts(telling, first) if stands(telling, one)]
    _repeated(told, first, more)
    told.entries = list(each_once(_entries(telling, child, first)))
    told.reaches = telling.reaches
    told.statuses = of_looked_after(telling, child)
    return told


def _repeated(told: ChildTold, first: Node, more: list[Node]) -> None:
    for row in more:
        if row.text == first.text:
            told.repeated.append("header")
        else:
            told.remark(row.first("CHILD"), TWICE)
            told.refused.append("header")


# Facts ------------------------------------------------------------------------------------------


def _facts(telling: Telling, row: Node) -> Iterator[FactTold]:
    number, born, upn = row.first("CHILD"), row.first("DOB"), row.first("UPN")
    yield fact(
        telling, "local id", number, kind=FactKind.LOCAL_ID, value=number.text,
        detail={"system": telling.header.source},
    )  # fmt: skip
    yield fact(telling, "birth", born, kind=FactKind.BIRTH, detail={"on": iso(telling, born.text)})
    if upn.text in codes("missing-upn"):
        why = f": {telling.words('missing-upn', upn)}"
        yield fact(telling, "upn", upn, kind=FactKind.UPN, known=Known.NOT_KNOWN, source=why)
    elif upn.text:
        yield fact(telling, "upn", upn, kind=FactKind.UPN, value=upn.text, as_stated=True)
    yield from sex(telling, row, "SEX")
    yield from coded(telling, row.first("ETHNIC"))


# Entries ----------------------------------------------------------------------------------------


def _entries(telling: Telling, child: Node, first: Node) -> Iterator[EntryTold]:
    if mother := _mother(telling, first):
        yield mother
    born = day_in(first.value("DOB"))
    for row in child.inside:
        if row.name == "header":
            continue
        _compare_birth(telling, row, born)
        try:
            yield TELL[row.name](telling, row)
        except BadRowError as bad:
            telling.told.remark(bad.node, bad.reason)
            telling.told.refused.append(row.name)


def _compare_birth(telling: Telling, row: Node, born: date | None) -> None:
    said = row.first("DOB")
    if said.text and born and day_in(said.text) != born:
        why = f"header.csv has {in_words(born)} as the day of birth. That one counts."
        telling.told.remark(said, why)


def _day(telling: Telling, row: Node, column: str, *, after: str = "") -> date:
    """The day on which a row happened; without one it cannot stand on a timeline."""
    node = row.first(column)
    if not node.text:
        raise BadRowError(node, "The row does not say on which day.")
    day = day_in(node.text)
    if day is None or telling.why_wrong(day):
        raise BadRowError(node, telling.why_wrong(day))
    telling.doubt(node, day, row.first(after) if after else None)
    return day


def _dated(
    row: Node, key: str, day: date, title: str, text: str, *, kind: str = EntryKind.EVENT,
    names_others: bool = False,
) -> EntryTold:  # fmt: skip
    return EntryTold(
        table=row.name, key=f"{row.name}/{key}"[:300], line=row.line, field="CHILD", kind=kind,
        title=title, on=When(day, "day"), text=text or NO_MORE, names_others=names_others,
        file=row.file,
    )  # fmt: skip


NO_MORE = "The return says no more about it."


def _undated(telling: Telling, row: Node, key: str, title: str, text: str) -> EntryTold:
    """What holds for the year, or for good: it stands on the day to which the return reaches."""
    return EntryTold(
        table=row.name, key=f"{row.name}/{key}", line=row.line, field="CHILD",
        kind=EntryKind.EVENT, title=title, on=When(telling.reaches, "day"), text=text or NO_MORE,
        is_dated=False, file=row.file,
    )  # fmt: skip


def _year(telling: Telling) -> str:
    return str((telling.header.reference or telling.today).year)


def _said(telling: Telling, set_id: str, row: Node, column: str) -> str:
    """A code in words; nothing where the cell is empty."""
    node = row.first(column)
    return telling.words(set_id, node) if node.text else ""


def _yes_no(telling: Telling, row: Node, column: str) -> str:
    return _said(telling, "cin-yes-no", row, column).lower()


def _on(telling: Telling, row: Node, column: str, after: date | None = None) -> str:
    """A day within a text, in words."""
    node = row.first(column)
    day = day_in(node.text)
    if day and after and day < after:
        telling.told.remark(node, f"This is before {in_words(after)}. Kept as stated.")
    return telling.plain_day(node)


def _mother(telling: Telling, row: Node) -> EntryTold | None:
    """A looked-after child who has a child of her own."""
    born = row.first("MC_DOB")
    if row.value("MOTHER") in ("", "0") and not born.text:
        return None
    day = day_in(born.text)
    is_day = day is not None and not telling.why_wrong(day)
    text = "The return says that she has a child of her own."
    if born.text and not is_day:
        telling.told.remark(born, f"{telling.why_wrong(day)} Kept as stated.")
        text += f" It gives “{born.text[:40]}” as the child’s day of birth. To be checked."
    return EntryTold(
        table="", key="mother", line=row.line, field="MC_DOB", kind=EntryKind.EVENT,
        title="Became a mother", on=When(day if day and is_day else telling.reaches, "day"),
        text=text, names_others=True, is_dated=is_day, file=row.file,
    )  # fmt: skip


def _episode(telling: Telling, row: Node) -> EntryTold:
    begun = _day(telling, row, "DECOM")
    text = lines(
        ("Why this episode began", _said(telling, "ssda903-reason-new-episode", row, "RNE")),
        ("Legal status", telling.words("ssda903-legal-status", row.first("LS"))),
        ("Main reason for support", _said(telling, "cin-primary-need", row, "CIN")),
        ("Placement", telling.words("ssda903-placement", row.first("PLACE"))),
        ("Provided by", _said(telling, "ssda903-placement-provider", row, "PLACE_PROVIDER")),
        ("Ended", _on(telling, row, "DEC", begun)),
        ("Why it ended", _said(telling, "ssda903-reason-ceased", row, "REC")),
        ("Why the placement changed", _said(telling, "ssda903-placement-change", row,
                                            "REASON_PLACE_CHANGE")),
    )  # fmt: skip
    others = row.value("CIN") in ABOUT_PARENTS or row.value("REASON_PLACE_CHANGE") in ABOUT_CARERS
    title = BEGUN.get(row.value("RNE"), "Episode of care begun")
    return _dated(row, begun.isoformat(), begun, title, text, names_others=others)


def _review(telling: Telling, row: Node) -> EntryTold:
    day = _day(telling, row, "REVIEW")
    took_part = telling.words("ssda903-review-participation", row.first("REVIEW_CODE"))
    text = lines(("How the child took part", took_part))
    title = "Review of care"
    return _dated(row, day.isoformat(), day, title, text, kind=EntryKind.REVIEW)


def _missing(telling: Telling, row: Node) -> EntryTold:
    begun = _day(telling, row, "MIS_START")
    text = lines(
        ("What it was", telling.words("ssda903-missing", row.first("MISSING"))),
        ("Found or back", _on(telling, row, "MIS_END", begun)),
    )
    is_away = row.value("MISSING") == "A"
    title = "Away from placement without agreement" if is_away else "Missing from placement"
    return _dated(row, begun.isoformat(), begun, title, text)


def _health(telling: Telling, row: Node) -> EntryTold:
    score = row.first("SDQ_SCORE")
    if score.text and not (score.text.isdecimal() and int(score.text) <= MOST_DIFFICULT):
        telling.told.remark(score, "This is no score from 0 to 40. Kept as stated.")
    text = lines(
        ("Strengths and difficulties score, of 40", score.text[:40]),
        ("Why there is no score", _said(telling, "ssda903-sdq-reason", row, "SDQ_REASON")),
        ("Health assessment in the year", _yes_no(telling, row, "HEALTH_ASSESSMENT")),
        ("Development checks up to date", _yes_no(telling, row, "HEALTH_CHECK")),
        ("Immunisations up to date", _yes_no(telling, row, "IMMUNISATIONS")),
        ("Teeth checked by a dentist", _yes_no(telling, row, "TEETH_CHECK")),
        ("Convicted, or cautioned, in the year", _yes_no(telling, row, "CONVICTED")),
        ("A problem with drugs or alcohol found", _yes_no(telling, row, "SUBSTANCE_MISUSE")),
        ("Help with it received", _yes_no(telling, row, "INTERVENTION_RECEIVED")),
        ("Help with it offered", _yes_no(telling, row, "INTERVENTION_OFFERED")),
    )
    year = _year(telling)
    return _undated(telling, row, year, f"Health in the year to March {year}", text)


def _unaccompanied(telling: Telling, row: Node) -> EntryTold:
    until = _on(telling, row, "DUC")
    text = lines(
        ("Status", "an unaccompanied child who asked for asylum"),
        ("The status ends or ended on", until),
    )
    return _undated(telling, row, "status", "Arrived in the UK alone, seeking asylum", text)


def _permanence(telling: Telling, row: Node) -> EntryTold:
    before = telling.words("ssda903-previous-permanence", row.first("PREV_PERM"))
    text = lines(
        ("A permanent home before", before),
        ("Council of that time", row.value("LA_PERM")[:40]),
        ("Ordered on", _on(telling, row, "DATE_PERM")),
    )
    return _undated(telling, row, "before", "Permanent home before coming into care", text)


def _placed(telling: Telling, row: Node) -> EntryTold:
    day = _day(telling, row, "DATE_PLACED")
    text = lines(
        ("Taken back on", _on(telling, row, "DATE_PLACED_CEASED", day)),
        ("Why", _said(telling, "ssda903-adoption-ceased", row, "REASON_PLACED_CEASED")),
    )
    return _dated(
        row, day.isoformat(), day, "Decided that the child should be placed for adoption", text,
        kind=EntryKind.DECISION, names_others=True,
    )  # fmt: skip


def _adoption(telling: Telling, row: Node) -> EntryTold:
    """On the child as they were: nothing here leads to who they are after it (DESIGN: sealing)."""
    matched = _day(telling, row, "DATE_MATCH", after="DATE_INT")
    text = lines(
        ("Decided that the child should be placed", _on(telling, row, "DATE_INT")),
        ("Adopted by their foster carer", _yes_no(telling, row, "FOSTER_CARE")),
        ("Adopters", _said(telling, "ssda903-number-of-adopters", row, "NB_ADOPTR")),
        ("Who they are", _said(telling, "ssda903-sex-of-adopters", row, "SEX_ADOPTR")),
        ("Their legal status", _said(telling, "ssda903-status-of-adopters", row, "LS_ADOPTR")),
    )
    return _dated(row, matched.isoformat(), matched, "Matched with adopters", text,
                  names_others=True)  # fmt: skip


def _care_leaver(telling: Telling, row: Node) -> EntryTold:
    touch = row.first("IN_TOUCH")
    if touch.text == "DIED":
        telling.told.remark(touch, "It says that they died, and gives no day. None is recorded.")
    text = lines(
        ("In touch with the council", telling.words("ssda903-in-touch", touch)),
        ("What they do", _said(telling, "ssda903-activity", row, "ACTIV")),
        ("Where they live", _said(telling, "ssda903-accommodation", row, "ACCOM")),
    )
    year = _year(telling)
    return _undated(telling, row, year, f"Care leaver, in the year to March {year}", text)


def _social_worker(telling: Telling, row: Node) -> EntryTold:
    begun = _day(telling, row, "SW_DECOM")
    text = lines(
        ("Registered as", row.value("SW_ID")[:40]),
        ("Until", _on(telling, row, "SW_DEC", begun)),
        ("Why it changed, as coded", row.value("SW_REASON")[:40]),
    )
    return _dated(row, begun.isoformat(), begun, "A social worker began to work with them", text)


TELL: dict[str, Callable[[Telling, Node], EntryTold]] = {
    "episodes": _episode,
    "reviews": _review,
    "missing": _missing,
    "oc2": _health,
    "uasc": _unaccompanied,
    "previous_permanence": _permanence,
    "placed_for_adoption": _placed,
    "ad1": _adoption,
    "oc3": _care_leaver,
    "sw_episodes": _social_worker,
}
