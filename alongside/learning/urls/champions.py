"""Addresses of champions: offering help, finding it, and what is between two people."""

from django.urls import path

from alongside.learning.views import champions

ASKED = "champions/asked/<uuid:request_id>/"

urlpatterns = [
    path("champions/", champions.champions, name="champions"),
    path("champions/offer/", champions.offer, name="offer-help"),
    path("champions/offer/end/", champions.end, name="end-offer"),
    path("champions/<uuid:account_id>/ask/", champions.ask, name="ask-champion"),
    path(ASKED, champions.help_request, name="help-request"),
    path(f"{ASKED}done/", champions.finish, name="help-done"),
    path(f"{ASKED}not-needed/", champions.withdraw, name="help-not-needed"),
]
