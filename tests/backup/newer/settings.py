"""Alongside as it may be one day, with one migration more."""

from alongside import wiring
from alongside.settings import *  # noqa: F403
from alongside.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.backup.newer"]
wiring.KEPT_FILES = (*wiring.KEPT_FILES, "tests.backup.newer:kept_files")
