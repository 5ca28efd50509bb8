"""The addresses of the desk."""

from django.urls import path

from .views import find, left_behind, my_people, person, trail, waiting, who_may_see

app_name = "desk"
urlpatterns = [
    path("", my_people.my_people, name="my-people"),
    path("find/", find.find, name="find"),
    path("elsewhere/<str:token>/", find.ask, name="ask"),
    path("elsewhere/<str:token>/open-now/", find.break_glass, name="break-glass"),
    path("people/<uuid:person_id>/", person.person, name="person"),
    path("people/<uuid:person_id>/who-may-see/", who_may_see.who_may_see, name="who-may-see"),
    path("people/<uuid:person_id>/who-may-see/add/", who_may_see.allocate, name="allocate"),
    path("people/<uuid:person_id>/who-may-see/keep-out/", who_may_see.keep_out, name="keep-out"),
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
    path("waiting/", waiting.waiting, name="waiting"),
    path("waiting/<uuid:task_id>/done/", waiting.done, name="done"),
    path("waiting/access/<uuid:request_id>/", waiting.answer_access, name="answer-access"),
    path("waiting/emergency/<uuid:glass_id>/", waiting.review_glass, name="review-glass"),
    path("waiting/misfiled/<uuid:mark_id>/", waiting.misfiled, name="misfiled"),
    path("drafts/left-behind/", left_behind.left_behind, name="left-behind"),
    path("trail/", trail.trail, name="trail"),
]
