"""What the person wants others to know first, in their own words."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.foundation import drafts, trail
from alongside.people.actions.first_words import take_back_first_words, write_first_words
from alongside.portal import shown_first
from alongside.portal.access.first_words import first_words
from alongside.portal.forms import FirstWordsForm
from alongside.portal.who import Names

from .pages import Me, mine, show

HERE = "portal:first-words"


@mine
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def words(request: HttpRequest, me: Me) -> HttpResponse:
    """Read what others read first; write it, or write it anew."""
    found = first_words(me.person)
    initial = {"value": found.own.value} if found.own else {}
    asked = drafts.asking(
        request,
        partial(FirstWordsForm, initial=initial),
        write_first_words,
        then=lambda _: reverse(HERE),
        purpose="words to know first",
        about=[me.person],
        by=me.account,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        trail.note("own first words opened", on=me.person, about=[me.person], by=me.account)
    names = Names(me.person, me.account.pk, [found.told.recorded_by_id] if found.told else [])
    return show(
        request,
        "first_words.html",
        me,
        own=shown_first.own_first(found.own) if found.own else None,
        told=shown_first.told_first(found.told, names) if found.told else None,
        **asked.context,
    )


@mine
@require_POST
def take_back(request: HttpRequest, me: Me) -> HttpResponse:
    """The person's own words are not read first any more. Pressed twice, once is enough."""
    try:
        take_back_first_words(by=me.account)
    except ValidationError:
        return redirect(HERE)
    return redirect(HERE)
