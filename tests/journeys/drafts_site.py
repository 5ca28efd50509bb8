"""A site of one page, for the journeys of drafts: real sessions, and every kind of field."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.pages import carry_out

PAGE = """{% extends "foundation/base.html" %}{% load drafts %}
{% block title %}Write{% endblock %}{% block heading %}Write{% endblock %}
{% block content %}{% draft_form draft %}
{{ form }}{% draft_end "Finish this note" %}{% enddraft_form %}{% endblock %}"""
OUT = """{% load static %}<!doctype html><html lang="en"><title>Out</title><h1>Signed out</h1>
<script type="module" src="{% static 'foundation/sealed.js' %}"></script></html>"""
FINISHED: dict[str, dict[str, Any]] = {}


class NoteForm(forms.Form):
    """A field of each kind."""

    title = forms.CharField(required=False)
    happened = forms.CharField(strip=False, widget=forms.Textarea(attrs={"autocomplete": "off"}))
    told = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    kind = forms.ChoiceField(
        choices=[("visit", "Visit"), ("call", "Call")], widget=forms.RadioSelect, required=False
    )
    place = forms.ChoiceField(choices=[("", "–"), ("home", "Home"), ("school", "School")])
    alone = forms.BooleanField(required=False)
    who = forms.MultipleChoiceField(
        choices=[("ade", "Ade"), ("temi", "Temi"), ("pat", "Pat")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def write(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(f"/public/in/?next={request.path}")
    draft = drafts.draft_for(request, purpose="note")
    if draft.became:
        return redirect(draft.became)
    if draft.later:
        return redirect("foundation:drafts")
    form = NoteForm(request.POST or None)
    if request.method == "GET":
        draft.fill(form)
    elif carry_out(form, finish, id=draft.id, by=request.user):
        return redirect(f"/done/{draft.id}/")
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"form": form, "draft": draft}, request))


def finish(*, id: Any, by: Any, **words: Any) -> Any:
    drafts.finish_draft(id=id, became=f"/done/{id}/", by=by)
    FINISHED[str(id)] = words
    return id


def done(request: HttpRequest, key: str) -> HttpResponse:
    from django.utils.html import escape

    body = escape(str(FINISHED.get(key, {}).get("happened", "")))
    return HttpResponse(f"<!doctype html><title>Done</title><h1>Done</h1><pre>{body}</pre>")


@csrf_exempt
def sign_in(request: HttpRequest) -> HttpResponse:
    """For the journey only: signs in whoever is named."""
    with acting(None):  # at the door nobody acts, also where somebody was signed in before
        account = Account.objects.get(email=request.GET["who"])
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(request.GET.get("next", "/write/"))


def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    page = engines["django"].from_string(OUT)
    return HttpResponse(page.render({}, request))


urlpatterns = [
    path("", include("alongside.accounts.entrance_urls")),
    path("", include("alongside.accounts.urls")),
    path("", include("alongside.foundation.urls")),
    path("write/", write),
    path("done/<str:key>/", done),
    path("public/in/", sign_in),
    path("public/out/", sign_out),
]
