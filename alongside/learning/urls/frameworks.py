"""Addresses of the standards and frameworks that the ten areas are laid beside."""

from django.urls import path

from alongside.learning.views import frameworks

urlpatterns = [
    path("standards/", frameworks.standards, name="frameworks"),
    path("standards/<slug:key>/", frameworks.standard, name="framework"),
]
