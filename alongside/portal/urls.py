"""The addresses of a person's own pages, and of what is shared with others."""

from django.urls import path

from .views import (
    around_me,
    asked,
    asking,
    asking_for,
    documents,
    first_words,
    guest,
    home,
    meetings,
    plans,
    printing,
    record,
    shared,
    sight,
    telling,
)

app_name = "portal"
urlpatterns = [
    path("my/", home.home, name="home"),
    path("my/rights/", home.rights, name="rights"),
    path("my/staying-safe/", home.staying_safe, name="staying-safe"),
    path("my/first-words/", first_words.words, name="first-words"),
    path("my/first-words/take-back/", first_words.take_back, name="take-back-first-words"),
    path("my/ask/", asking.choose_questions, name="choose-questions"),
    path("my/ask/<slug:key>/", asking.ask, name="ask"),
    path("my/record/", record.record, name="record"),
    path("my/record/words/<uuid:answer_id>/", record.thanks, name="thanks"),
    path("my/record/<uuid:entry_id>/", record.entry, name="entry"),
    path("my/record/<uuid:entry_id>/print/", printing.print_entry, name="print"),
    path("my/record/<uuid:entry_id>/<uuid:part_id>/", record.answer, name="answer"),
    path("my/plans/", plans.plans, name="plans"),
    path("my/plans/<uuid:plan_id>/", plans.plan, name="plan"),
    path("my/plans/<uuid:plan_id>/print/", printing.print_plan, name="print-plan"),
    path("my/plans/<uuid:plan_id>/say/", plans.say, name="say-of-plan"),
    path("my/plans/<uuid:plan_id>/steps/<slug:key>/", plans.step, name="my-step"),
    path("my/meetings/", meetings.meetings, name="meetings"),
    path("my/meetings/<uuid:met_id>/", meetings.meeting, name="meeting"),
    path("my/meetings/<uuid:met_id>/before/", meetings.before, name="before-meeting"),
    path("my/meetings/<uuid:met_id>/answer/", meetings.answer, name="answer-minutes"),
    path("my/services/", around_me.services, name="services"),
    path("my/who-may-see/", sight.who_may_see, name="who-may-see"),
    path("my/who-may-see/yes/<uuid:consent_id>/", sight.withdraw, name="withdraw"),
    path("my/who-looked/", sight.who_looked, name="who-looked"),
    path("sign-in/guest/<str:token>/", guest.guest, name="guest"),  # without an account
    path("shared/", shared.shared, name="shared"),
    path("shared/tell/", telling.tell, name="tell"),
    path("shared/told/<uuid:told_id>/", telling.told, name="told"),
    path("shared/asked/<uuid:handover_id>/", asked.asked, name="asked"),
    path("shared/send/<uuid:grant_id>/", documents.send, name="send-document"),
    path("shared/ask/<uuid:grant_id>/<slug:key>/", asking_for.ask_for, name="ask-for"),
    path("shared/<uuid:entry_id>/", shared.shared_entry, name="shared-entry"),
    path("shared/<uuid:entry_id>/print/", printing.print_shared, name="print-shared"),
]
