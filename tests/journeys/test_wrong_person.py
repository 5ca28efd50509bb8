"""What must never hurt anybody: planted words, looked for where they may not be read."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from .asking import Asking
from .conftest import AskAs
from .crawling import Crawl, Form, patterns
from .northmere import Council

HIDDEN = ("What a neighbour told us", "A man has called at Ade’s door")
AMONG_FEW = ("She told me in confidence about her own health",)
FEW_TITLE = ("Something about the family",)
ABOUT_PAT = ("Pat is more tired than she lets Ade see",)
ABOUT_BOTH = ("she stops doing his washing",)
REFUGE = ("61 Heron Way", "07700 900 712")
SEALED = ("Tyler Wragg", "Theo Lumsden", ">2 Lamplighter Street")
MISFILED = ("Hearing test", "New hearing aids are ordered")
HIS_AUNT = ("Dorothy Kettleworth",)
MAREK = ("withdrawals on days when Danuta was in hospital",)
NURSE = ("The nurse rang about Gwilym’s new tablets",)
NEXT_DOOR = ("Doreen Clegg", "01632 960 083")  # who told us of Winifred, and must not be known
APART = ("under-elevens at a swimming club", "you are my favourite")

OUTSIDE = (
    *NEXT_DOOR,
    *HIDDEN,
    *AMONG_FEW,
    *FEW_TITLE,
    *ABOUT_PAT,
    *REFUGE,
    *SEALED,
    *MISFILED,
    *HIS_AUNT,
)
NEVER: dict[str, tuple[str, ...]] = {
    "worker": (*AMONG_FEW, *REFUGE, *SEALED, *APART),
    "colleague": (*REFUGE, *SEALED, *HIS_AUNT, *APART),
    "other-team": (
        *HIDDEN,
        *AMONG_FEW,
        *FEW_TITLE,
        *ABOUT_PAT,
        *SEALED,
        *MISFILED,
        *HIS_AUNT,
        *APART,
    ),
    "principal": OUTSIDE,
    "protection": (*OUTSIDE, *APART),
    "administrator": (*OUTSIDE, *APART),
    "hamza": (*HIDDEN, *AMONG_FEW, *FEW_TITLE, *ABOUT_PAT, *REFUGE, *SEALED, *MISFILED, *APART),
    "person": (*OUTSIDE, *MAREK, *NURSE, *APART),
    "winifred": (*OUTSIDE, *MAREK, *NURSE, *APART),
    "proxy": (*OUTSIDE, *ABOUT_BOTH, *MAREK, *NURSE, *APART),
    "partner": (*OUTSIDE, *ABOUT_BOTH, *MAREK, *NURSE, *APART),
    "niamh": APART,  # who told of it
}
HOMES = {"person": "/my/", "winifred": "/my/", "proxy": "/shared/", "partner": "/shared/"}
# Those for whom each is meant do read it: without this the search could be for a misspelling.
MEANT: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("colleague", "Ade Bankole", (*HIDDEN, *AMONG_FEW, *FEW_TITLE, *ABOUT_PAT, *ABOUT_BOTH)),
    ("other-team", "Leyla al-Sayed", REFUGE),
    ("delroy", "Theo Lumsden", SEALED[1:]),
    ("colleague", "Winifred Garside", MISFILED),
    ("worker", "Dorothy Kettleworth", HIS_AUNT),
    ("worker", "Danuta Wróbel", MAREK),
    ("worker", "Siân Pugh", NURSE),
)


def pages_of(council: Council, called: str) -> list[str]:
    """The pages about somebody, whether or not one may open them."""
    person = council.one("select id from people_person where called = %s", called)
    names = ("desk:person", "record:timeline", "people:about", "desk:who-may-see")
    return [reverse(name, args=[person]) for name in names]


@pytest.mark.parametrize(("persona", "called", "words"), MEANT)
def test_who_may_read_it_does(
    ask_as: AskAs, council: Council, persona: str, called: str, words: tuple[str, ...]
) -> None:
    walked = Crawl(ask_as(persona), 30)
    for address in pages_of(council, called):
        walked.open(address)
    person = pages_of(council, called)[0].split("/")[2]
    for (entry,) in council.rows(
        "select entry_id from record_about where person_id = %s order by happened_at desc limit 40",
        person,
    ):
        walked.open(reverse("record:entry", args=[entry]))
    together = "".join(page.html for page in walked.pages)
    assert [one for one in words if one not in together] == []


def test_who_keeps_what_is_apart_reads_it(ask_as: AskAs, council: Council) -> None:
    walked = Crawl(ask_as("principal"), 3)
    kept = council.one("select id from record_allegation")
    walked.open(reverse("record:allegation", args=[kept]))
    assert [one for one in APART if one not in walked.pages[0].html] == []


def test_who_works_with_somebody_reads_who_got_in_touch(ask_as: AskAs, council: Council) -> None:
    walked = Crawl(ask_as("worker"), 3)
    came_in = council.one(
        "select r.id from record_referral r join people_person p on p.id = r.person_id"
        " where p.called = 'Winifred Garstang'"
    )
    walked.open(reverse("record:referral", args=[came_in]))
    assert [one for one in NEXT_DOOR if one not in walked.pages[0].html] == []


@pytest.mark.parametrize("persona", NEVER)
def test_no_page_says_what_is_not_for_them(ask_as: AskAs, council: Council, persona: str) -> None:
    walked = Crawl(ask_as(persona), 3)
    about = [page for _, called, _ in MEANT for page in pages_of(council, called)]
    walked.walk(HOMES.get(persona, "/"), *about)
    said = [
        (word, page.address)
        for page in walked.pages
        for word in NEVER[persona]
        if word in page.html
    ]
    assert said == []


@pytest.mark.parametrize(
    ("persona", "typed", "word"),
    [
        ("worker", "Tyler Wragg", "Wragg"),
        ("worker", "Theo Lumsden", "Lumsden"),
        ("hamza", "Tyler Wragg", "Tyler Wragg"),
        ("hamza", "2 Lamplighter Street", "Lamplighter"),
        ("worker", "61 Heron Way", "al-Sayed"),
        ("hamza", "61 Heron Way", "al-Sayed"),
        ("hamza", "07700 900712", "al-Sayed"),
        ("colleague", "Dorothy Kettleworth", "Dorothy Kettleworth"),
        ("other-team", "Ade Bankole", "Canal Terrace"),
    ],
)
def test_find_does_not_give_it_away(ask_as: AskAs, persona: str, typed: str, word: str) -> None:
    assert word not in what_is_found(ask_as(persona), typed)


def test_find_gives_it_to_whom_it_is_meant_for(ask_as: AskAs) -> None:
    assert "Dorothy Kettleworth" in what_is_found(ask_as("worker"), "Dorothy Kettleworth")


def what_is_found(asks: Asking, typed: str) -> str:
    """What stands on the page that answers; what was typed stands in a box and is not read."""
    found = BeautifulSoup(Form(asks, "/find/").send(q=typed).html, "lxml")
    main = found.select_one("main#main")
    assert main
    assert main.select_one("#likely"), "Nobody was looked for."
    return main.get_text()


# What stands in an address, as found on Ade's record: what is hidden, held, decided and granted.
ADE = "(select id from people_person where called = 'Ade Bankole')"
ENTRY = "(select entry_id from record_version where title = 'What a neighbour told us')"
IDS = {
    "person_id": f"select {ADE}",
    "entry_id": f"select {ENTRY}",
    "part_id": f"select id from record_part where entry_id = {ENTRY} limit 1",
    "fact_id": f"select id from people_fact where person_id = {ADE} and kind = 'address'",
    "need_id": f"select id from people_need where person_id = {ADE} limit 1",
    "warning_id": f"select id from people_warningnote where person_id = {ADE}",
    "edge_id": f"select id from people_relationship where person_id = {ADE} limit 1",
    "service_id": f"select id from people_service where person_id = {ADE} limit 1",
    "protection_id": "select id from people_protection limit 1",
    "decision_id": "select d.id from record_sharingdecision d join record_about a"
    f" on a.id = d.about_id where a.entry_id = {ENTRY} limit 1",
    "grant_id": f"select id from people_grant where person_id = {ADE} and basis = 'team'",
    "shared_id": "select id from people_shared limit 1",
    "task_id": f"select id from record_task where person_id = {ADE} limit 1",
    "clock_id": f"select id from record_clock where person_id = {ADE} limit 1",
    "words_id": "select id from record_clockwords where what = 'paused' limit 1",
    "episode_id": f"select id from record_episode where person_id = {ADE} limit 1",
    "referral_id": "select r.id from record_referral r join people_person p on p.id = r.person_id"
    " where p.called = 'Ruby Lindo'",
    "told_id": "select id from record_toldus",
    "cover_id": "select id from record_cover limit 1",
    "bar_id": "select id from people_bar",
    "other_id": "select id from people_person where called = 'Danuta Wrobel'",
    "merge_id": "select id from people_merge",
    "request_id": "select id from people_accessrequest",
    "glass_id": "select grant_id from people_breakglass",
    "mark_id": "select id from record_misfiled",
    "allegation_id": "select id from record_allegation",
    "answer_id": "select w.id from record_answer w join people_person p on p.id = w.person_id"
    " where p.called = 'Winifred Garstang'",
    "chronology_id": "select id from record_chronology where finished_at is not null",
    "line_id": "select id from record_chronologyline order by id limit 1",
    "plan_id": "select s.plan from plans_sheet s join people_person p on p.id = s.person_id"
    " where p.called = 'Pat Bankole'",
    "sheet_id": "select s.id from plans_sheet s join people_person p on p.id = s.person_id"
    " where p.called = 'Pat Bankole'",
    "met_id": "select m.id from plans_meeting m join people_person p on p.id = m.person_id"
    " where p.called = 'Ade Bankole'",
    "handover_id": "select id from people_handover where kind = 'transfer'",
    "consent_id": "select id from people_consent",
    "draft_id": "select id from foundation_draft where purpose = 'note'",
    "account_id": "select id from accounts_account where email = 'worker@northmere.example'",
    "held_id": "select h.id from accounts_roleheld h join accounts_account a on a.id ="
    " h.account_id where a.email = 'worker@northmere.example'",
    "membership_id": "select m.id from accounts_membership m join accounts_account a on a.id ="
    " m.account_id where a.email = 'worker@northmere.example'",
}
WORKER = "(select id from accounts_account where email = 'worker@northmere.example')"
GROUP = "(select id from learning_circle where kind = 'dilemma')"
# What the worker learns, alone, with a manager and in a group: none of these is among them.
LEARNING_IDS = {
    "piece_id": f"select id from learning_piece where owner_id = {WORKER} limit 1",
    "earlier_id": f"select id from learning_piece where owner_id = {WORKER} limit 1",
    "share_id": f"select id from learning_share where owner_id = {WORKER}",
    "evidence_id": f"select id from learning_evidence where owner_id = {WORKER}",
    "asked_id": f"select id from learning_corroboration where owner_id = {WORKER}",
    "focus_id": f"select id from learning_focus where owner_id = {WORKER}",
    "run_id": f"select piece_id from learning_run where owner_id = {WORKER}",
    "request_id": f"select id from learning_helprequest where asker_id = {WORKER}",
    "circle_id": f"select {GROUP}",
    "member_id": f"select id from learning_member where circle_id = {GROUP} limit 1",
    "round_id": f"select id from learning_round where circle_id = {GROUP}",
    "turn_id": f"select id from learning_turn where by_id = {WORKER} limit 1",
    "supervision_id": "select id from learning_supervision",
    "meeting_id": "select id from learning_meeting limit 1",
    "point_id": "select id from learning_point limit 1",
}
LEARNING_WORDS = {"shape": "free", "kind": "session", "number": "1"}
NOT_PLANTED = (
    "follow_up_id",
    "its_id",
    "lesson_id",
    "session_id",  # everybody here may book
    "wave_id",  # the same for everybody here
    "attachment_id",
    "device_id",
    "hand_over_id",
    "unlocking_id",
    "hold_id",
    "disagreement_id",
    "paper_id",
    "run_id",
    "withdrawal_id",
)
# Reached with something other than an id, and tried where they are made.
WITH_WORDS = {"token", "secret", "uidb36", "key", "provider_id", "pk", "cluster"}
ALLOWED = {
    ("administrator", "accounts:"),  # looks after accounts, and reads nobody's record
    ("winifred", "portal:thanks"),  # the words are her own
    ("person", "portal:withdraw"),  # what he said yes to himself
    ("person", "portal:meeting"),  # to which he is asked
    ("person", "portal:before-meeting"),
    ("partner", "portal:told"),  # what they sent themselves
}
# The same for a draft of somebody else and for one that never was; an empty page of one’s own.
SAYS_NOTHING = {"foundation:draft-hello", "learning:reflect"}


def direct(council: Council) -> Iterator[tuple[str, str]]:
    """Every address that an id stands in, with the id of something that is not for them."""
    ids: dict[str, UUID] = {name: council.one(question) for name, question in IDS.items()}
    ids |= {name: uuid4() for name in NOT_PLANTED}
    learning = {name: council.one(question) for name, question in LEARNING_IDS.items()}
    for name, needs in patterns():
        if needs and not set(needs) & WITH_WORDS:
            here = ids | learning | LEARNING_WORDS if name.startswith("learning:") else ids
            yield name, reverse(name, kwargs={one: here[one] for one in needs})


@pytest.mark.parametrize(
    "persona", ["other-team", "administrator", "person", "winifred", "proxy", "partner"]
)
def test_no_address_opens_by_being_typed(ask_as: AskAs, council: Council, persona: str) -> None:
    asks = ask_as(persona)
    opened = []
    tried = 0
    for name, address in direct(council):
        if any(persona == who and name.startswith(start) for who, start in ALLOWED):
            continue
        if name in SAYS_NOTHING:
            continue
        answer = asks.get(address, max_redirects=0)
        tried += 1
        if answer.status not in (403, 404, 405):
            opened.append((name, answer.status))
    assert tried > 60
    assert opened == []
