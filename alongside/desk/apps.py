"""The desk room."""

from django.apps import AppConfig


class Desk(AppConfig):
    """What workers see."""

    name = "alongside.desk"
