"""The addresses of the desk."""

from django.urls import path

from .views import (
    away,
    declaring,
    due,
    eco_map,
    find,
    hand_over,
    household,
    involved,
    left_behind,
    listing,
    my_people,
    person,
    trail,
    waiting,
    ways_in,
    who_may_see,
)

app_name = "desk"
urlpatterns = [
    path("", my_people.my_people, name="my-people"),
    path("due/", due.due, name="due"),
    path("find/", find.find, name="find"),
    path("elsewhere/<str:token>/", find.ask, name="ask"),
    path("elsewhere/<str:token>/open-now/", find.break_glass, name="break-glass"),
    path("people/<uuid:person_id>/", person.person, name="person"),
    path("people/<uuid:person_id>/eco-map/", eco_map.drawn, name="eco-map"),
    path("people/<uuid:person_id>/eco-map/<uuid:edge_id>/", eco_map.tie, name="tie"),
    path("people/<uuid:person_id>/household/", household.household, name="household"),
    path("people/<uuid:person_id>/involved/", involved.who_is_involved, name="involved"),
    path("people/<uuid:person_id>/involved/look/", involved.look, name="look-at-services"),
    path("people/<uuid:person_id>/involved/add/", involved.add_service, name="add-service"),
    path(
        "people/<uuid:person_id>/involved/<uuid:service_id>/change/",
        involved.change_service,
        name="change-service",
    ),
    path(
        "people/<uuid:person_id>/involved/<uuid:service_id>/end/",
        involved.end_service,
        name="end-service",
    ),
    path(
        "people/<uuid:person_id>/involved/<uuid:service_id>/take-back/",
        involved.take_back_service,
        name="take-back-service",
    ),
    path("people/<uuid:person_id>/who-may-see/", who_may_see.who_may_see, name="who-may-see"),
    path("people/<uuid:person_id>/who-may-see/add/", who_may_see.allocate, name="allocate"),
    path("people/<uuid:person_id>/who-may-see/keep-out/", who_may_see.keep_out, name="keep-out"),
    path(
        "people/<uuid:person_id>/who-may-see/keep-me-out/",
        declaring.keep_me_out,
        name="keep-me-out",
    ),
    path(
        "people/<uuid:person_id>/who-may-see/keep-out/<uuid:bar_id>/end/",
        who_may_see.end_bar,
        name="end-bar",
    ),
    path(
        "people/<uuid:person_id>/who-may-see/<uuid:grant_id>/end/",
        who_may_see.end_grant,
        name="end-grant",
    ),
    path("people/<uuid:person_id>/who-may-see/own/", ways_in.let_in, {"way": "own"}, "own-account"),
    path(
        "people/<uuid:person_id>/who-may-see/acting/", ways_in.let_in, {"way": "acting"}, "acting"
    ),
    path(
        "people/<uuid:person_id>/who-may-see/partner/",
        ways_in.let_in,
        {"way": "partner"},
        "partner",
    ),
    path("people/<uuid:person_id>/who-may-see/<uuid:grant_id>/", ways_in.way_in, name="way-in"),
    path(
        "people/<uuid:person_id>/who-may-see/<uuid:grant_id>/link/",
        ways_in.make_link,
        name="make-way-in",
    ),
    path(
        "people/<uuid:person_id>/who-may-see/<uuid:grant_id>/list/",
        listing.list_for,
        name="list-for",
    ),
    path(
        "people/<uuid:person_id>/who-may-see/<uuid:grant_id>/list/<uuid:shared_id>/off/",
        listing.take_off,
        name="take-off-list",
    ),
    path("entries/<uuid:entry_id>/list/", listing.list_this, name="list-this"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("waiting/<uuid:task_id>/done/", waiting.done, name="done"),
    path("waiting/access/<uuid:request_id>/", waiting.answer_access, name="answer-access"),
    path("waiting/emergency/<uuid:glass_id>/", waiting.review_glass, name="review-glass"),
    path("waiting/misfiled/<uuid:mark_id>/", waiting.misfiled, name="misfiled"),
    path("waiting/hand-over/<uuid:hand_over_id>/", hand_over.hand_over, name="hand-over"),
    path("drafts/left-behind/", left_behind.left_behind, name="left-behind"),
    path("away/", away.without_signal, name="away"),
    path("away/state/", away.state, name="away-state"),
    path("away/take/", away.take, name="take-along"),
    path("away/open/", away.open_page, name="away-open"),
    path("away/<uuid:device_id>/off/", away.switch_off, name="switch-off"),
    path("trail/", trail.trail, name="trail"),
]
