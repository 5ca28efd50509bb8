"""Every page that links lead to, as each of the people of Northmere: whole, clean and narrow."""

from collections import Counter
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import Error
from playwright.sync_api import Page as Tab

from tests.journeys.checks import axe, htmlcs

from .asking import Asking
from .conftest import AskAs, Enter
from .crawling import Crawl, Opens, Page, faults, name_of, patterns
from .lives import DOORS, HOMES, RARE, Lives
from .northmere import Council

# Nobody opens these: forms and scripts send there, and whoever asks for one is told so.
ONLY_SENT = {
    "worker": {
        "accounts:lock-now",
        "accounts:still-here",
        "demo:sign-in",
        "desk:away-state",
        "desk:done",
        "desk:make-way-in",
        "desk:switch-off",
        "desk:take-along",
        "desk:take-off-list",
        "desk:end-calendar",
        "desk:guest-code",
        "desk:guest-link",
        "desk:end-cover",
        "desk:make-calendar",
        "desk:renew-calendar",
        "desk:take-up",
        "desk:take-up-clock",
        "desk:take-up-step",
        "foundation:bring-back",
        "foundation:draft-key",
        "foundation:draft-save",
        "foundation:draft-sealed",
        "foundation:keep",
        "people:merge-step",
        "people:proposed",
        "learning:accept-supervision",
        "learning:begin-dilemma",
        "learning:book-session",
        "learning:bring-focus",
        "learning:count-dilemma",
        "learning:cpd-sent",
        "learning:decline-wave",
        "learning:dilemma-go",
        "learning:end-share",
        "learning:give-up-place",
        "learning:go-on-group-dilemma",
        "learning:help-done",
        "learning:help-not-needed",
        "learning:hold-meeting",
        "learning:keep-my-words",
        "learning:member-up",
        "learning:show-group-dilemma",
        "learning:start-group-dilemma",
        "learning:take-back-evidence",
        "learning:take-off-point",
        "learning:take-over-circle",
        "record:bring-up-to-date",
        "record:newer-chronology",
        "record:original-attachment",
        "record:pin",
        "record:take-out",
        "record:take-referral",
        "record:unpin",
    },
    "administrator": {
        "accounts:allow-device",
        "accounts:end-device",
        "accounts:end-role",
        "accounts:leave-team",
        "accounts:make-link",
        "accounts:reopen",
    },
    "person": {"portal:take-back-first-words"},
}
# What no link of Northmere leads to, and where it is looked at instead.
ELSEWHERE = {
    "only for who answers first contacts, in portal/tests/test_telling_us.py": {"record:told-us"},
    "only for who answers first contacts, in portal/tests/test_putting_away.py": {
        "record:put-away",
        "record:put-away-told",
        "record:take-out-told",
    },
    "how those come in who have no button; every journey of theirs opens one": {"accounts:link"},
    "only with its link, in portal/tests/test_guest.py": {"portal:guest"},
    "only for a calendar, in desk/tests/test_calendar.py": {"desk:calendar-feed"},
    "only where a guide has a recording, in knowledge/tests/test_recordings.py": {
        "knowledge:captions",
        "knowledge:recording",
    },
    "only from what was agreed, in alongside/plans/tests/test_written_down.py": {"plans:sheet"},
    "only once there are minutes, in alongside/plans/tests/test_meeting_pages.py": {
        "plans:answer-minutes",
        "portal:answer-minutes",
    },
    "only of a child, in alongside/people/tests/test_family_pages.py": {"people:responsibility"},
    "only once somebody else has done their part, in alongside/learning/tests": {
        "learning:answer-circle",
        "learning:choose-brought",
        "learning:decide-brought",
        "learning:decide-case",
        "learning:decline-supervision",
        "learning:earlier-group-dilemma",
        "learning:end-follow-up",
        "learning:lesson-offered",
        "learning:remind-wave",
        "learning:reply-to-wave",
        "learning:reveal-round",
        "learning:round-notes",
        "learning:session-afterwards",
        "learning:sign-agreement",
        "learning:sign-meeting",
        "learning:use-other-as-cpd",
        "learning:waiting-group-dilemma",
        "learning:who-came",
    },
    "only with what was filled in before, in test_wave.py": {
        "learning:change-survey-questions",
        "learning:look-at-wave",
        "learning:survey-question",
        "learning:survey-questions",
        "learning:survey-text",
    },
    "only with answers on the way, in test_capability.py": {"learning:place-myself"},
    "only with two looks, in learning/tests/test_looks.py": {"learning:look-beside"},
    "only beside an entry, in learning/tests/test_pieces.py": {
        "learning:reflect-beside",
        "learning:reflect-on-entry",
    },
    "only while locked, in accounts/tests/test_lock.py": {"accounts:locked", "accounts:kept"},
    "only for a script, in test_drafts.py": {"foundation:draft-hello"},
    "only for other systems, in record/tests/test_fhir_answers.py": {
        "questionnaires:fhir",
        "record:fhir",
    },
    "only after an import, in insight/tests": {
        "insight:disagreement",
        "insight:run",
        "insight:withdraw",
        "insight:withdrawal",
    },
    "only after an allegation was sent, in record/tests/test_allegations.py": {"record:told"},
    "only while a long paper is made, in record/tests": {"record:paper-being-made"},
    "only of two records, in people/tests/test_merging_pages.py": {
        "people:compare",
        "people:undo-merge",
    },
    "only after a loss was written down, in people/tests": {"people:undo-lost-pregnancy"},
    "a refusal with a status of its own, in accounts/tests": {
        "account_inactive",
        "socialaccount_login_error",
        "socialaccount_signup",
    },
    "needs the council’s own provider, in accounts/tests/test_single_sign_on.py": {
        "openid_connect_callback",
        "openid_connect_login",
    },
    "needs a password, a passkey or an app, which nobody invented has, in test_sign_in.py": {
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    },
}


def test_every_link_leads_to_a_good_page(ask_as: AskAs, council: Council) -> None:
    lives = Lives(ask_as, council)
    lives.happen()
    walks = {"nobody": Crawl(Asking(council.address), 1)}
    walks["nobody"].walk(*DOORS)
    reached: set[str] = set()
    for persona in HOMES:
        each = 2 if persona in ("worker", "manager", "person") else 1
        counted = Counter(dict.fromkeys(reached if persona in RARE else (), each))
        walks[persona] = Crawl(ask_as(persona), each, counted)
        walks[persona].walk(*lives.seeds(persona))
        reached |= {page.name for page in walks[persona].pages}
    wrong = [f"{who}: {one}" for who, walk in walks.items() for one in faults(walk.pages)]
    assert not wrong, "\n".join(wrong)
    reached |= {page.name for page in walks["nobody"].pages}
    never = {name for name, _ in patterns()} - reached
    known = set().union(*ONLY_SENT.values(), *ELSEWHERE.values())
    assert sorted(never - known) == []


def refusal(asks: Asking, name: str) -> int:
    """What an address answers that only takes what is sent."""
    needs = dict(patterns())[name]
    return asks.get(reverse(name, kwargs=dict.fromkeys(needs, UUID(int=7)))).status


@pytest.mark.parametrize("persona", ONLY_SENT)
def test_what_only_takes_what_is_sent_says_so(ask_as: AskAs, persona: str) -> None:
    answers = {name: refusal(ask_as(persona), name) for name in ONLY_SENT[persona]}
    assert set(answers.values()) == {405}, answers


def judging(tab: Tab, base: str, wrong: list[str]) -> Opens:
    """Open pages in a browser, and add what it and the two judges find, also on a small phone."""
    said: list[str] = []
    tab.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    tab.on("pageerror", lambda error: said.append(str(error)))

    def open_it(address: str) -> Page:
        said.clear()
        tab.set_viewport_size({"width": 1280, "height": 720})
        try:
            answer = tab.goto(address)
        except Error:  # a file, which is saved and not drawn
            return Page(address, name_of(address), 200, "")
        assert answer
        came_to, name = tab.url.removeprefix(base), name_of(address)
        if "text/html" not in answer.headers.get("content-type", ""):
            return Page(came_to, name, answer.status, "")  # a picture, in the browser’s own frame
        said.extend([*axe(tab), *htmlcs(tab)])
        tab.set_viewport_size({"width": 320, "height": 640})
        wide = tab.evaluate("document.documentElement.scrollWidth")
        said.extend([f"It is {wide} pixels wide on a small phone."] if wide > 320 else [])
        wrong.extend(f"{name} at {address}: {one}" for one in said)
        return Page(came_to, name, answer.status, tab.content())

    return open_it


# Each page is judged once, as the first of them who comes to it, and where each of them begins.
@pytest.mark.parametrize(
    "personas",
    [
        ("worker", "manager", "colleague", "other-team", *RARE),
        ("administrator", "protection", "principal", "person", "proxy", "partner"),
    ],
)
def test_two_judges_find_nothing(
    as_: Enter, ask_as: AskAs, council: Council, personas: tuple[str, ...]
) -> None:
    lives = Lives(ask_as, council)
    if "worker" in personas:
        lives.happen()
    wrong: list[str] = []
    counted: Counter[str] = Counter()
    for persona in personas:
        opens = judging(as_(persona), council.address, wrong)
        walk = Crawl(ask_as(persona), 1, counted, opens)
        counted.update(name_of(page) for page in lives.seeds(persona) if isinstance(page, str))
        walk.walk(*lives.seeds(persona))
    assert not wrong, "\n".join(wrong)
