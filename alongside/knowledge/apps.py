"""The knowledge room."""

from django.apps import AppConfig


class Knowledge(AppConfig):
    """What is known and how things are done here; nothing in it is about anybody."""

    name = "alongside.knowledge"
