"""The people room; after every migration the search knows the library's nicknames."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _load_nicknames(using: str, **more: Any) -> None:
    from .finding import load_nicknames

    with connections[using].cursor() as cursor:
        load_nicknames(cursor)


class People(AppConfig):
    """People, what is known of them, and who may see it."""

    name = "alongside.people"

    def ready(self) -> None:
        post_migrate.connect(_load_nicknames, sender=self)
