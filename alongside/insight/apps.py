"""The insight room."""

from django.apps import AppConfig


class Insight(AppConfig):
    """What it all adds up to."""

    name = "alongside.insight"
