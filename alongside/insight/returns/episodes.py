"""What a census says happened to a child: referrals, assessments, enquiries, plans and closures."""

from collections.abc import Iterator

from alongside.foundation.days import When
from alongside.record.models import EntryKind

from .cin import Node
from .telling import EntryTold, Telling, lines, listed

TO_CHECK = " (day to be checked)"
# Looked at before they are shown: who got in touch in private, and what is about somebody else.
PRIVATE_SOURCES = frozenset({"1A", "1B", "1D"})
ABOUT_PARENTS = frozenset({"N3"})
FACTORS_OF_OTHERS = frozenset(
    [f"{number}{letter}" for number in range(1, 7) for letter in "BC"]
    + ["18B", "18C", "19B", "19C"]
)


def entries_of(telling: Telling, child: Node) -> Iterator[EntryTold]:
    """Everything that happened, in the order of the file."""
    yield from _disability(telling, child.first("ChildCharacteristics").first("Disabilities"))
    for episode in child.all("CINdetails"):
        yield from _episode(telling, episode)


def _entry(
    telling: Telling,
    table: str,
    key: str,
    node: Node,
    title: str,
    text: str,
    *,
    kind: str,
    after: Node | None = None,
    names_others: bool = False,
) -> EntryTold:
    """Something that happened on the day in `node`; where that cannot stand, the text says so."""
    on, doubt = telling.day(node, after=after)
    return EntryTold(
        table=table,
        key=key[:300],
        line=node.line,
        field=node.name,
        kind=kind,
        title=f"{title}{TO_CHECK if doubt else ''}"[:200],
        on=on,
        text="\n\n".join(part for part in (text, doubt) if part),
        names_others=names_others,
    )


def _disability(telling: Telling, node: Node) -> Iterator[EntryTold]:
    said = [telling.words("cin-disability", one) for one in node.all("Disability")]
    if said:
        yield EntryTold(
            table="disabilities",
            key="disability",
            line=node.line,
            field=node.name,
            kind=EntryKind.EVENT,
            title="Disability, as the census has it",
            on=When(telling.reaches, "day"),
            text=listed(said),
            is_dated=False,
        )


def _episode(telling: Telling, episode: Node) -> Iterator[EntryTold]:
    referred = episode.first("CINreferralDate")
    key = referred.text[:40] or "no day"
    yield _referral(telling, episode, referred, key)
    if episode.value("DateOfInitialCPC"):
        yield _conference(telling, episode.first("DateOfInitialCPC"), key, referred)
    for one in episode.all("Assessments"):
        yield _assessment(telling, one, key, referred)
    for one in episode.all("CINPlanDates"):
        yield from _plan(telling, one, key, referred)
    for one in episode.all("Section47"):
        yield from _enquiry(telling, one, key, referred)
    for one in episode.all("ChildProtectionPlans"):
        yield from _protection_plan(telling, one, key, referred)
    if episode.value("CINclosureDate") or episode.value("ReasonForClosure"):
        yield _closure(telling, episode, key, referred)


def _referral(telling: Telling, episode: Node, referred: Node, key: str) -> EntryTold:
    source, need = episode.first("ReferralSource"), episode.first("PrimaryNeedCode")
    text = lines(
        ("Who got in touch first", telling.words("cin-referral-source", source)),
        ("Main reason for support", telling.words("cin-primary-need", need)),
        ("Nothing further after the referral", _yes_no(telling, episode.first("ReferralNFA"))),
    )
    private = source.text in PRIVATE_SOURCES or need.text in ABOUT_PARENTS
    return _entry(
        telling, "referrals", f"{key}/referral", referred, "Referral to children’s social care",
        text, kind=EntryKind.REFERRAL, names_others=private,
    )  # fmt: skip


def _yes_no(telling: Telling, node: Node) -> str:
    return telling.words("cin-yes-no", node).lower() if node.text else ""


def _conference(telling: Telling, node: Node, key: str, referred: Node) -> EntryTold:
    """The same conference may stand with the episode and with an enquiry: it happened once."""
    return _entry(
        telling, "conferences", f"{key}/conference/{node.text[:40]}", node,
        "Initial child protection conference", "The conference was held on this day.",
        kind=EntryKind.CONFERENCE, after=referred,
    )  # fmt: skip


def _assessment(telling: Telling, node: Node, key: str, referred: Node) -> EntryTold:
    begun = node.first("AssessmentActualStartDate")
    done = node.first("AssessmentAuthorisationDate")
    factors = [
        telling.words("cin-assessment-factors", one)
        for one in node.first("FactorsIdentifiedAtAssessment").all("AssessmentFactors")
    ]
    text = lines(
        ("Begun", telling.plain_day(begun) if done.text else ""),
        ("Looked at", telling.plain_day(node.first("AssessmentInternalReviewDate"))),
    )
    found = "What the assessment found:\n\n" + listed(factors)
    return _entry(
        telling, "assessments", f"{key}/assessment/{begun.text[:40]}", done if done.text else begun,
        "Assessment finished" if done.text else "Assessment begun",
        "\n\n".join(part for part in (text, found if factors else "") if part)
        or "The census says no more about it.",
        kind=EntryKind.ASSESSMENT, after=begun if done.text else referred,
        names_others=_about_others(node),
    )  # fmt: skip


def _about_others(assessment: Node) -> bool:
    """Factors that are about a parent, a carer, somebody else at home, or whoever did harm."""
    found = assessment.first("FactorsIdentifiedAtAssessment").all("AssessmentFactors")
    return any(one.text in FACTORS_OF_OTHERS for one in found)


def _plan(telling: Telling, node: Node, key: str, referred: Node) -> Iterator[EntryTold]:
    begun, ended = node.first("CINPlanStartDate"), node.first("CINPlanEndDate")
    place = f"{key}/plan/{begun.text[:40]}"
    yield _entry(
        telling, "plans", place, begun, "Child in need plan begun",
        "A child in need plan was agreed from this day.", kind=EntryKind.PLAN, after=referred,
    )  # fmt: skip
    if ended.text:
        yield _entry(
            telling, "plan_ends", f"{place}/end", ended, "Child in need plan ended",
            "The child in need plan ended on this day.", kind=EntryKind.EVENT, after=begun,
        )  # fmt: skip


def _enquiry(telling: Telling, node: Node, key: str, referred: Node) -> Iterator[EntryTold]:
    begun = node.first("S47ActualStartDate")
    text = lines(
        ("Conference due by", telling.plain_day(node.first("InitialCPCtarget"))),
        ("Conference held", telling.plain_day(node.first("DateOfInitialCPC"))),
        ("No conference needed", _yes_no(telling, node.first("ICPCnotRequired"))),
    )
    yield _entry(
        telling, "s47s", f"{key}/s47/{begun.text[:40]}", begun, "Section 47 enquiry begun",
        text or "An enquiry was begun on this day.", kind=EntryKind.S47, after=referred,
    )  # fmt: skip
    if node.value("DateOfInitialCPC"):
        yield _conference(telling, node.first("DateOfInitialCPC"), key, referred)


def _protection_plan(telling: Telling, node: Node, key: str, referred: Node) -> Iterator[EntryTold]:
    begun, ended = node.first("CPPstartDate"), node.first("CPPendDate")
    place = f"{key}/protection/{begun.text[:40]}"
    before = node.first("NumberOfPreviousCPP")
    if before.text and not before.text.isdigit():
        telling.told.remark(before, "This is not a number. Kept as stated.")
    text = lines(
        ("What it protects from, at first", _category(telling, node, "InitialCategoryOfAbuse")),
        ("What it protects from, at last", _category(telling, node, "LatestCategoryOfAbuse")),
        ("Child protection plans before this one", before.text),
    )  # fmt: skip
    yield _entry(
        telling, "protection_plans", place, begun, "Child protection plan begun", text,
        kind=EntryKind.PLAN, after=referred, names_others=True,
    )  # fmt: skip
    for one in node.first("Reviews").all("CPPreviewDate"):
        yield _entry(
            telling, "reviews", f"{place}/review/{one.text[:40]}", one,
            "Child protection plan reviewed", "The plan was reviewed at a conference on this day.",
            kind=EntryKind.REVIEW, after=begun,
        )  # fmt: skip
    if ended.text:
        yield _entry(
            telling, "protection_plan_ends", f"{place}/end", ended, "Child protection plan ended",
            "The child protection plan ended on this day.", kind=EntryKind.EVENT, after=begun,
        )  # fmt: skip


def _category(telling: Telling, node: Node, name: str) -> str:
    return telling.words("cin-category-of-abuse", node.first(name)) if node.value(name) else ""


def _closure(telling: Telling, episode: Node, key: str, referred: Node) -> EntryTold:
    reason = episode.first("ReasonForClosure")
    return _entry(
        telling, "closures", f"{key}/closure", episode.first("CINclosureDate"),
        "Support ended",
        lines(("Why support ended", telling.words("cin-reason-for-closure", reason))),
        kind=EntryKind.CLOSURE, after=referred,
    )  # fmt: skip
