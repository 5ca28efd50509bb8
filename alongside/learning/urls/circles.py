"""Addresses of circles: where people learn together, whoever they are."""

from django.urls import path

from alongside.learning.views import brought, circles, hosting, next_meeting, rounds

CIRCLE = "together/<uuid:circle_id>/"
ROUND = "together/rounds/<uuid:round_id>/"
SAID = "together/said/<uuid:turn_id>/"

urlpatterns = [
    path("together/", circles.circles, name="circles"),
    path("together/begin/", circles.begin, name="begin-circle"),
    path(CIRCLE, circles.circle, name="circle"),
    path(f"{CIRCLE}answer/", circles.answer, name="answer-circle"),
    path(f"{CIRCLE}leave/", circles.leave, name="leave-circle"),
    path(f"{CIRCLE}change/", circles.change, name="change-circle"),
    path(f"{CIRCLE}end/", circles.end, name="end-circle"),
    path(f"{CIRCLE}hand-on/", hosting.hand_on, name="hand-on-circle"),
    path(f"{CIRCLE}take-over/", hosting.take_over, name="take-over-circle"),
    path(f"{CIRCLE}next/", next_meeting.plan, name="plan-next"),
    path(f"{CIRCLE}next/call-off/", next_meeting.call_off, name="call-off-next"),
    path(f"{CIRCLE}meeting.ics", next_meeting.calendar, name="circle-calendar"),
    path(f"{CIRCLE}ask-in/", circles.ask_in, name="ask-in"),
    path(f"{CIRCLE}ask-in/lived/", circles.ask_in_lived, name="ask-in-lived"),
    path("together/members/<uuid:member_id>/up/", circles.up, name="member-up"),
    path("together/members/<uuid:member_id>/remove/", circles.remove, name="remove-member"),
    path(f"{CIRCLE}open/", rounds.open_one, name="open-round"),
    path(ROUND, rounds.round_page, name="round"),
    path(f"{ROUND}show/", rounds.show, name="reveal-round"),
    path(f"{ROUND}close/", rounds.close, name="close-round"),
    path(f"{ROUND}notes/", rounds.notes, name="round-notes"),
    path(f"{ROUND}keep/", rounds.keep, name="keep-my-words"),
    path(f"{SAID}take-back/", rounds.take_back, name="take-back"),
    path(f"{SAID}decision/", brought.choose, name="choose-brought"),
    path(f"{SAID}decision/<uuid:person_id>/", brought.decide, name="decide-brought"),
]
