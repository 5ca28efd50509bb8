"""The foundation as a Django app: after every migration the row policies are written anew."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


def _write_policies(sender: AppConfig, using: str, **more: Any) -> None:
    from . import rows

    # Once, when every table is there. Django tells of no package that has no models.
    told_of = [config for config in apps.get_app_configs() if config.models_module]
    if sender is told_of[-1]:
        rows.write(using)


class FoundationConfig(AppConfig):
    """What every room stands on."""

    name = "alongside.foundation"
    verbose_name = "Foundation"

    def ready(self) -> None:
        post_migrate.connect(_write_policies)
