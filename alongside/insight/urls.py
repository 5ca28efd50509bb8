"""Addresses of the insight room."""

from django.urls import path

from . import views
from .exports.views import take_out

app_name = "insight"

urlpatterns = [
    path("people/<uuid:person_id>/take-out/", take_out, name="take-out"),
    path("imports/", views.imports, name="imports"),
    path("imports/<uuid:run_id>/", views.run, name="run"),
    path("imports/<uuid:run_id>/withdraw/", views.withdraw, name="withdraw"),
    path("imports/withdrawals/<uuid:withdrawal_id>/", views.withdrawal, name="withdrawal"),
    path("imports/disagreements/<uuid:disagreement_id>/", views.disagreement, name="disagreement"),
]
