"""The application as a WSGI server sees it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.settings")

application = get_wsgi_application()

# What was read at the start stays for good. Without this, the collector went through all of it
# again in three of a hundred pages of a team, and whoever asked for one waited 0.15 seconds more.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
