"""Who may see my record and why, and who has looked at it."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_safe

from alongside.foundation import drafts, trail
from alongside.people.actions.consents import withdraw_consent
from alongside.portal import shown, shown_handed
from alongside.portal.access import sight
from alongside.portal.forms import WithdrawForm
from alongside.portal.who import Names, how_many_in, names_of_teams

from .pages import Me, mine, show


@mine
@require_safe
def who_may_see(request: HttpRequest, me: Me) -> HttpResponse:
    """A sentence for each: who, how much, why, until when; and how to say no."""
    trail.note("own who may see opened", on=me.person, about=[me.person], by=me.account)
    grants = sight.grants_on_me(me.person)
    everyone = sight.open_to_all()
    handed = sight.handed_on(me.person)
    before = sight.handed_before(me.person, handed)
    accounts = [one.to_account_id for one in [*handed, *before]]
    accounts += [one.account_id for one in grants] + [one.account_id for one in everyone]
    names = Names(me.person, me.account.pk, accounts)
    members = how_many_in(one.team_id for one in grants)
    teams = names_of_teams(one.team_id for one in everyone)
    return show(
        request,
        "who_may_see.html",
        me,
        grants=[
            shown.grant(one, names, members.get(one.team_id, 0) if one.team_id else 0)
            for one in grants
        ],
        warnings=sight.warnings_about(me.person),
        everyone=[shown.open_to_all(one, names, teams) for one in everyone],
        handed=[shown_handed.handed_on(one, names) for one in handed],
        before=[shown_handed.handed_before(one, names) for one in before],
        consents=[shown_handed.consent(one) for one in sight.my_consents(me.person)],
    )


@mine
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def withdraw(request: HttpRequest, me: Me, consent_id: UUID) -> HttpResponse:
    """Take back what I said yes to: what rests on it ends at once."""
    consent = sight.consent_to_withdraw(me.person, consent_id)
    handed = sight.rests_on(consent)
    names = Names(me.person, me.account.pk, [one.to_account_id for one in handed])
    back = reverse("portal:who-may-see")
    asked = drafts.asking(
        request,
        WithdrawForm,
        withdraw_consent,
        then=lambda _: back,
        purpose="consent taken back",
        about=[me.person],
        by=me.account,
        consent=consent,
    )
    if asked.leads:
        return redirect(asked.leads)
    ends = [shown_handed.handed_on(one, names) for one in handed]
    context = {**asked.context, "consent": consent, "ends": ends, "back": back}
    return show(request, "withdraw.html", me, **context)


@mine
@require_safe
def who_looked(request: HttpRequest, me: Me) -> HttpResponse:
    """Who opened or changed what, newest first; and in how many lists the name stood."""
    trail.note("own trail opened", on=me.person, about=[me.person], by=me.account)
    before = _moment(request.GET.get("before", ""))
    rows, older = sight.looks(me.person, before=before or timezone.now(), by=me.account)
    accounts = {one.by_id for one in rows} | {one.behalf_id for one in rows}
    names = Names(me.person, me.account.pk, accounts)
    here = reverse("portal:who-looked")
    return show(
        request,
        "who_looked.html",
        me,
        looks=shown.looks(rows, names),
        months=[] if before else sight.listings(),
        older_url=f"?{urlencode({'before': older.isoformat()})}" if older else "",
        newer_url=here if before else "",
    )


def _moment(text: str) -> datetime | None:
    """A moment with its zone; anything else is as good as none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
