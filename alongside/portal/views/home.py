"""The first page: what is new, whom to ring and what can be done; and two plain pages beside it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, kinds
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import in_words
from alongside.learning.access.circles import is_in_circles
from alongside.people.merging import am_in_doubt
from alongside.portal import saying, shown
from alongside.portal.access import mine as record
from alongside.portal.access.sight import allocated_to, teams_with
from alongside.portal.who import Names
from alongside.record.about_me import about_me

from .pages import Me, me_of, show


@kinds(Account.Kind.PERSON)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is new since last time; for an account that belongs to nobody, what to do about it."""
    me = me_of(request)
    if me is None:
        groups, is_paused = groups_of(account_of(request)), am_in_doubt()
        return show(request, "nobody.html", None, groups=groups, is_paused=is_paused)
    trail.note("home opened", on=me.person, about=[me.person], by=me.account)
    since = record.last_visit()
    return show(
        request,
        "home.html",
        me,
        since=saying.last_time(since) if since else "",
        news=_news(me, since),
        people=_people(me),
        about_me=about_me(me.account, me.person),
        things=_things(me),
        is_living=me.header.is_living,
    )


def _news(me: Me, since: datetime | None) -> list[dict[str, Any]]:
    """What has become readable since then; at the very first visit, the newest there is."""
    if since is None:
        newest = record.my_record(me.person, by=me.account, size=3).found
        told = [(one, "new") for one in newest]
    else:
        news = record.my_news(since)
        found = record.these(me.person, [one.entry_id for one in news], by=me.account)
        told = [(found[one.entry_id], one.what) for one in news if one.entry_id in found]
    names = Names(me.person, me.account.pk, shown.accounts_in(one for one, _ in told))
    return [_item(shown.entry(one, names), what) for one, what in told]


def _item(one: shown.ShownEntry | shown.ShownHeld, what: str) -> dict[str, Any]:
    if isinstance(one, shown.ShownHeld):
        return {
            "heading": gettext("Something you cannot read yet"),
            "url": f"{reverse('portal:record')}#e{one.id}",
            "line": one.why,
            "quiet": f"{in_words(one.on)}. {one.who}",
        }
    words = {"changed": gettext("This was changed."), "opened": gettext("You can read this now.")}
    return {
        "heading": one.heading,
        "url": reverse("portal:entry", args=[one.id]),
        "line": words.get(what, ""),
        "quiet": f"{one.when}. {one.signed}.",
    }


def _people(me: Me) -> list[dict[str, str]]:
    """Whom to ring first: who works with the person, by name as they know each other, and teams."""
    workers = allocated_to(me.person)
    names = Names(me.person, me.account.pk, [one.pk for one in workers])
    teams = [{"heading": one.name, "phone": one.phone} for one in teams_with(me.person)]
    known = [
        {
            "heading": names.of(one.pk, known=True),
            "phone": names.staff[one.pk].phone or names.phone_of(one.pk),
        }
        for one in workers
        if one.pk in names.staff
    ]
    return known + teams


def groups_of(account: Account) -> list[dict[str, str]]:
    """The way to the groups that asked somebody in, where there are any."""
    if not is_in_circles(account):
        return []
    return [
        {
            "heading": gettext("Groups that asked you to come in"),
            "url": reverse("learning:circles"),
            "line": gettext("You decide whether you take part, and you can leave at any time."),
        }
    ]


def _things(me: Me) -> list[dict[str, str]]:
    return [
        *groups_of(me.account),
        {
            "heading": gettext("Read my record"),
            "url": reverse("portal:record"),
            "line": gettext(
                "What was written with you and about you. Add your words beside any of it."
            ),
        },
        {
            "heading": gettext("Read my plans"),
            "url": reverse("portal:plans"),
            "line": gettext("What you agreed with us, and who does what. Say how it goes."),
        },
        {
            "heading": gettext("Meetings about me"),
            "url": reverse("portal:meetings"),
            "line": gettext("What they are for, and who is asked. Say beforehand what you think."),
        },
        {
            "heading": gettext("Tell us about yourself"),
            "url": reverse("portal:choose-questions"),
            "line": gettext(
                "What matters to you, how to help you, and whether we made a difference."
            ),
        },
        {
            "heading": gettext("Say what others should know first"),
            "url": reverse("portal:first-words"),
            "line": gettext(
                "How to talk with you, what matters to you. They read it before anything else."
            ),
        },
        {
            "heading": gettext("See who may look, and who did"),
            "url": reverse("portal:who-may-see"),
            "line": gettext("Everybody who can open your record, and why."),
        },
        {
            "heading": gettext("Go on with words that I began"),
            "url": reverse("foundation:drafts"),
            "line": gettext("What you wrote and did not send is kept. Only you can see it."),
        },
        {
            "heading": gettext("Put something right, or complain"),
            "url": reverse("portal:rights"),
            "line": gettext("Your rights, and whom to ring about them."),
        },
    ]


@kinds(Account.Kind.PERSON)
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """How to ask for a correction or a copy, how to complain, and whom to ring."""
    return show(request, "rights.html", me_of(request))


@kinds(Account.Kind.PERSON)
@require_safe
def staying_safe(request: HttpRequest) -> HttpResponse:
    """What to know where somebody else may look at this phone or computer."""
    return show(request, "staying_safe.html", me_of(request))
