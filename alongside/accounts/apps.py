"""The accounts room; after every migration its roles are what content/roles.yaml says."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _load_roles(**more: Any) -> None:
    from .actions import load_roles

    load_roles()


class Accounts(AppConfig):
    """Who signs in."""

    name = "alongside.accounts"

    def ready(self) -> None:
        post_migrate.connect(_load_roles, sender=self)
