"""The addresses of plans."""

from django.urls import path

from .views import meetings, printing, reading, writing

app_name = "plans"
urlpatterns = [
    path("people/<uuid:person_id>/plans/", reading.plans, name="plans"),
    path("people/<uuid:person_id>/plans/begin/<slug:key>/", writing.begin, name="begin"),
    path("plans/<uuid:plan_id>/", reading.plan, name="plan"),
    path("plans/versions/<uuid:sheet_id>/", reading.sheet, name="sheet"),
    path("plans/<uuid:plan_id>/fridge/", reading.fridge, name="fridge"),
    path("plans/<uuid:plan_id>/print/", printing.save, name="print"),
    path("plans/<uuid:plan_id>/beside/", reading.beside, name="beside"),
    path("plans/<uuid:plan_id>/review/", writing.review, name="review"),
    path("plans/<uuid:plan_id>/steps/<slug:key>/", writing.step, name="step"),
    path("plans/<uuid:plan_id>/end/", writing.end, name="end"),
    path("people/<uuid:person_id>/meetings/", meetings.meetings, name="meetings"),
    path("people/<uuid:person_id>/meetings/arrange/<slug:key>/", meetings.arrange, name="arrange"),
    path("meetings/<uuid:met_id>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:met_id>/ask/", meetings.ask, name="ask-to-meeting"),
    path("meetings/<uuid:met_id>/before/", meetings.before, name="before-meeting"),
    path("meetings/<uuid:met_id>/change/", meetings.change, name="change-meeting"),
    path("meetings/<uuid:met_id>/minutes/", meetings.minutes, name="minutes"),
    path("meetings/<uuid:met_id>/answer/", meetings.answer, name="answer-minutes"),
]
