"""The room of questionnaires; after every migration the shipped ones that are new are kept."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _keep_shipped(using: str, **more: Any) -> None:
    from .library import keep_shipped

    keep_shipped(using)


class Questionnaires(AppConfig):
    """Definitions of what is asked, shipped and the council's own; never an answer."""

    name = "alongside.questionnaires"

    def ready(self) -> None:
        post_migrate.connect(_keep_shipped, sender=self)
