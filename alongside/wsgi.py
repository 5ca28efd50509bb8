"""The application as a WSGI server sees it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.settings")

application = get_wsgi_application()

# What was read at the start stays for good. Without this, the collector goes through all of it
# again every few dozen pages, and whoever asked for that page waits for a seventh of a second.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
