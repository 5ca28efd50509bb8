"""What was listed for somebody who acts for a person, or for a partner; and nothing else."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, kinds
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import LONDON, in_words
from alongside.foundation.templatetags.alongside import address
from alongside.learning.access.home import something_waits
from alongside.people.merging import am_in_doubt
from alongside.people.models import Handover
from alongside.portal import saying, shown
from alongside.portal.access import listed
from alongside.portal.access.asked import Asked, asked_of
from alongside.record.readership import name_of

from .asked import ground
from .asking_for import address_to_ask, for_partners
from .home import groups_of
from .pages import show
from .telling import sent_and_said_back

OTHERS = kinds(Account.Kind.PROXY, Account.Kind.PARTNER)


@OTHERS
@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """Person by person, the beginning of each entry that was listed."""
    account = account_of(request)
    shares = listed.shares_of(account)
    people = {one.grant.person_id for one in shares if one.grant.person_id}
    if people:
        trail.note("shared list opened", about=people, by=account)
    offered = for_partners() if account.kind == Account.Kind.PARTNER else []
    asked = asked_of(account)
    told = [
        {
            **_asked_about(one.grant.person_id, asked),
            "name": one.name,
            "entries": [shown.listed(entry, account) for entry in one.entries],
            "is_more": one.is_more,
            "send_url": reverse("portal:send-document", args=[one.grant.pk])
            if account.kind == Account.Kind.PARTNER
            else "",
            "until": saying.until(one.grant.until),
            "worked_on": [in_words(at.astimezone(LONDON).date()) for at in one.worked_on],
            "asks": [(each.title, address_to_ask(one.grant.pk, each.id)) for each in offered],
        }
        for one in shares
    ]
    is_proxy = account.kind == Account.Kind.PROXY
    groups = groups_of(account) if is_proxy else []  # a partner has all of learning
    waits = not is_proxy and something_waits(account)
    more: dict[str, Any] = {
        "groups": groups,
        "offered": [
            {
                "heading": one.called,
                "line": one.handover.reason,
                "quiet": gettext("%(who)s asks. Until %(day)s.")
                % {"who": name_of(one.handover.by), "day": in_words(one.handover.last_day)},
                "url": reverse("portal:asked", args=[one.handover.pk]),
            }
            for one in asked
            if not one.state and one.handover.last_day
        ],
        "is_proxy": is_proxy,
        "is_paused": is_proxy and am_in_doubt(),
        **({} if is_proxy else sent_and_said_back(account)),
        "learning_url": address("learning:home") if waits else "",
    }
    return show(request, "shared.html", None, shares=told, **more)


def _asked_about(person_id: UUID | None, asked: list[Asked]) -> dict[str, Any]:
    """What they said yes to for this person, and on what ground each thing is shared."""
    found = [one for one in asked if one.state and one.person_id == person_id]
    said_yes = [one.handover for one in found if one.handover.kind == Handover.Kind.REFER]
    return {
        "to_do": [(one.reason, reverse("portal:asked", args=[one.pk])) for one in said_yes],
        "grounds": list(dict.fromkeys(ground(one.basis) for one in found)),
    }


@OTHERS
@require_safe
def shared_entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry that was listed, whole; 404 for all others."""
    account = account_of(request)
    found = listed.listed_entry(account, entry_id)
    people = [one.person_id for one in found]
    trail.note("shared entry opened", on=found[0].entry, about=people, by=account)
    told = [shown.listed(one, account, is_whole=True) for one in found]
    files = shown.files(entry_id, account)
    heading = told[0].heading
    context: dict[str, Any] = {"heading": heading, "files": files, "entry_id": entry_id}
    return show(request, "shared_entry.html", None, entries=told, **context)
