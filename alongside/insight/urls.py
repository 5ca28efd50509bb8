"""Addresses of the insight room."""

from django.urls import path

from . import views

app_name = "insight"

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/disagreements/<uuid:disagreement_id>/", views.disagreement, name="disagreement"),
]
