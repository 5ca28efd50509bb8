"""The addresses of learning, one file for each subject."""

from django.urls import URLPattern, URLResolver, path

from alongside.learning.views import home

from . import (
    capability,
    champions,
    circles,
    courses,
    cpd,
    dilemmas,
    frameworks,
    lessons,
    pieces,
    sessions,
    supervision,
    waves,
)

app_name = "learning"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    *pieces.urlpatterns,
    *capability.urlpatterns,
    *courses.urlpatterns,
    *cpd.urlpatterns,
    *dilemmas.urlpatterns,
    *circles.urlpatterns,
    *supervision.urlpatterns,
    *champions.urlpatterns,
    *sessions.urlpatterns,
    *lessons.urlpatterns,
    *waves.urlpatterns,
    *frameworks.urlpatterns,
]
