"""A worker's home: new words from people, what is still open, and everybody they work with."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.desk import saying
from alongside.desk.access import caseload
from alongside.desk.access.caseload import Caseload, Member, NewWords, Unfinished
from alongside.desk.access.due import next_due
from alongside.desk.access.next_up import next_for
from alongside.desk.access.waiting import Waiting
from alongside.foundation import trail
from alongside.foundation.days import WEEKDAYS, in_words
from alongside.foundation.templatetags.alongside import address
from alongside.learning.access.home import something_waits
from alongside.record.saying import names, title_of

from .due import meeting_item, short_item

MOST_DUE = 5  # what waits, beside the people; the rest on its own page


@staff_only
@require_safe
def my_people(request: HttpRequest) -> HttpResponse:
    """The first page of everybody who works for the council."""
    account = account_of(request)
    by_name = request.GET.get("order") == "name"
    number = request.GET.get("page", "1")
    shown = caseload.caseload(
        request.GET.get("who"),
        by_name=by_name,
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1,
        account=account,
    )
    is_team = shown.is_team
    meetings, due = next_due(shown.everybody)
    now, later = next_for(account, shown.tasks, shown.names, MOST_DUE)
    seen = [one.person.pk for one in shown.members]
    seen += [one.person_id for one in meetings] + [one.clock.person_id for one in due]
    trail.note("my people opened", listed=dict.fromkeys(seen), by=account)
    today = timezone.localdate()
    return render(
        request,
        "desk/my_people.html",
        {
            "today": f"{WEEKDAYS[today.weekday()]} {in_words(today)}",
            "words": [_words(one, account) for one in caseload.new_words(shown.tasks)],
            "now": [_due(one) for one in now],
            "due": [
                *map(meeting_item, meetings),
                *(short_item(one.clock, one.called) for one in due),
            ],
            "due_who": "team" if is_team else "mine",
            "open": _still_open(account, shown, later),
            "items": [_item(one) for one in shown.members],
            "learning_url": address("learning:home") if something_waits(account) else "",
            "people": _about(shown, is_team),
            "is_team": is_team,
            "by_name": by_name,
            "caseload": shown,
            "links": _links(shown, is_team, by_name),
            "manager": caseload.my_manager(account) if not shown.total else "",
            "welcome": _welcome(account) if not shown.total else [],
        },
    )


def _about(shown: Caseload, is_team: bool) -> str:
    """The words above the list."""
    if is_team:
        return "Everybody whose record you may open"
    if shown.total == 1:
        return "The person you work with"
    return f"The {shown.total} people you work with"


def _links(shown: Caseload, is_team: bool, by_name: bool) -> dict[str, str]:
    """Other orders, other people, other pages; none of them says a name."""
    who, order = ("team" if is_team else "mine"), ("name" if by_name else "met")

    def to(who: str, order: str, page: int) -> str:
        return f"?who={who}&order={order}&page={page}"

    return {
        "order": to(who, "met" if by_name else "name", 1),
        "who": to("mine" if is_team else "team", order, 1),
        "newer": to(who, order, shown.number - 1) if shown.number > 1 else "",
        "older": to(who, order, shown.number + 1) if shown.number < shown.pages else "",
    }


def _item(one: Member) -> dict[str, Any]:
    person = one.person
    lines = [saying.met(person, one.met)]
    if one.has_words:
        lines.append("New words from them")
    if one.due:
        lines.append(f"{saying.DUE[saying.What(one.due.what)]}. {saying.due(one.due.due_on)}")
    is_living = person.state == person.State.LIVING
    return {
        "heading": person.called,
        "url": person.get_absolute_url(),
        "small": person.pronouns,
        "quiet": person.needs_line or "We have not asked yet what they need.",
        "middle": lines,
        "action": "Write",
        "action_url": address("record:write", person.pk) if one.may_write else "",
        "action_about": f"{'with' if is_living else 'about'} {person.called}",
    }


def _words(one: NewWords, account: Account) -> dict[str, Any]:
    entry, version = one.entry, one.version
    day = in_words(saying.local(version.happened_at))
    note = "your note" if entry.written_by_id == account.pk else f"“{title_of(entry, version)}”"
    return {
        "heading": f"{one.short}, beside {note} of {day}",
        "is_correction": one.is_correction,
        "said": saying.local(one.at),
        "short": one.short,
        "text": one.text,
        "is_all": one.is_all,
        "url": address("record:entry", entry.pk),
        "done_url": address("desk:done", one.task.pk),
    }


def _due(one: Waiting) -> dict[str, Any]:
    return {
        "heading": saying.DUE[saying.What(one.task.what)],
        "url": one.url,
        "line": ". ".join(part for part in (one.called, saying.due(one.task.due_on)) if part),
    }


def _still_open(account: Account, shown: Caseload, later: list[Waiting]) -> list[dict[str, Any]]:
    return [*map(_draft, caseload.unfinished(account, shown.names)), *map(_due, later)]


def _draft(one: Unfinished) -> dict[str, Any]:
    whom = f" with {names(one.names)}" if one.names else ""
    return {
        "heading": f"Your {one.draft.purpose}{whom}",
        "url": one.url,
        "line": saying.saved(one.draft.saved_at),
    }


def _welcome(account: Account) -> list[dict[str, str]]:
    """What is worth doing while nobody is here yet; only what exists."""
    found = [
        {
            "heading": "Find somebody",
            "url": address("desk:find"),
            "line": "A name, a date of birth or an address; the spelling need not be right.",
        },
        {
            "heading": "Add somebody new",
            "url": address("people:add") if may(account, "add person") else "",
            "line": "We look first whether we know them already.",
        },
        {
            "heading": "Make your account safe",
            "url": address("mfa_index"),
            "line": "A passkey or an app on your phone, so that nobody can sign in as you.",
        },
    ]
    return [one for one in found if one["url"]]
