"""Addresses of the questionnaires; `new` and `unanswered` are therefore no ids."""

from django.urls import path

from .views import editing, fhir, library

app_name = "questionnaires"

NEW = {"key": ""}

urlpatterns = [
    path("fhir/Questionnaire/<slug:key>/", fhir.one, name="fhir"),
    path("questionnaires/", library.library, name="library"),
    path("questionnaires/unanswered/", library.unanswered, name="unanswered"),
    path("questionnaires/new/", editing.edit, NEW, name="edit"),
    path("questionnaires/new/look/", editing.look, NEW, name="look"),
    path("questionnaires/new/compare/", editing.compare, NEW, name="compare"),
    path("questionnaires/new/publish/", editing.publish, NEW, name="publish"),
    path("questionnaires/<slug:key>/", library.one, name="one"),
    path("questionnaires/<slug:key>/edit/", editing.edit, name="edit"),
    path("questionnaires/<slug:key>/edit/look/", editing.look, name="look"),
    path("questionnaires/<slug:key>/edit/compare/", editing.compare, name="compare"),
    path("questionnaires/<slug:key>/edit/publish/", editing.publish, name="publish"),
    path("questionnaires/<slug:key>/withdraw/<slug:version>/", library.withdraw, name="withdraw"),
]
