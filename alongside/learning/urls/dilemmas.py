"""Addresses of dilemmas: the library, playing one alone, and playing one in a group."""

from django.urls import path

from alongside.learning.views import dilemmas, group_dilemmas

RUN = "dilemmas/runs/<uuid:run_id>/"
GROUP = "together/dilemmas/<uuid:circle_id>/"

urlpatterns = [
    path("dilemmas/", dilemmas.library, name="dilemmas"),
    path(RUN, dilemmas.run, name="dilemma-run"),
    path(f"{RUN}go/", dilemmas.go, name="dilemma-go"),
    path(f"{RUN}way/", dilemmas.way, name="dilemma-way"),
    path(f"{RUN}reflect/", dilemmas.reflect, name="dilemma-reflect"),
    path(f"{RUN}count/", dilemmas.count, name="count-dilemma"),
    path(f"{RUN}remove/", dilemmas.remove, name="dilemma-remove"),
    path("dilemmas/<slug:key>/", dilemmas.dilemma, name="dilemma"),
    path("dilemmas/<slug:key>/begin/", dilemmas.begin, name="begin-dilemma"),
    path("dilemmas/<slug:key>/together/", group_dilemmas.begin, name="begin-group-dilemma"),
    path(GROUP, group_dilemmas.group, name="group-dilemma"),
    path(f"{GROUP}start/", group_dilemmas.start, name="start-group-dilemma"),
    path(f"{GROUP}show/", group_dilemmas.show, name="show-group-dilemma"),
    path(f"{GROUP}go-on/", group_dilemmas.go_on, name="go-on-group-dilemma"),
    path(f"{GROUP}waiting/", group_dilemmas.waiting, name="waiting-group-dilemma"),
    path(f"{GROUP}<int:number>/", group_dilemmas.earlier, name="earlier-group-dilemma"),
]
