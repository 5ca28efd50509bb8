"""The addresses of plans."""

from django.urls import path

from .views import printing, reading, writing

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
]
