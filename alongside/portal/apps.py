"""The portal room."""

from django.apps import AppConfig


class Portal(AppConfig):
    """What a person reads of their own record."""

    name = "alongside.portal"
