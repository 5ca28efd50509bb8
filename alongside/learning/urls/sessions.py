"""Addresses of sessions: what is coming, one of them, and what is done with it."""

from django.urls import path

from alongside.learning.views import sessions

ONE = "sessions/<uuid:session_id>/"

urlpatterns = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/offer/", sessions.offer, name="offer-session"),
    path(ONE, sessions.session, name="session"),
    path(f"{ONE}book/", sessions.book, name="book-session"),
    path(f"{ONE}give-up/", sessions.give_up, name="give-up-place"),
    path(f"{ONE}change/", sessions.change, name="change-session"),
    path(f"{ONE}cancel/", sessions.cancel, name="cancel-session"),
    path(f"{ONE}who-came/", sessions.who_came, name="who-came"),
    path(f"{ONE}afterwards/", sessions.afterwards, name="session-afterwards"),
    path(f"{ONE}session.ics", sessions.calendar, name="session-calendar"),
]
