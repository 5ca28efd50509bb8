"""The learning room."""

from django.apps import AppConfig


class Learning(AppConfig):
    """What practitioners find out, reflect on and learn: theirs, and nobody else's."""

    name = "alongside.learning"
