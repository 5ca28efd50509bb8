"""The addresses of learning, one file for each subject."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, path

from alongside.learning.views import home

app_name = "learning"

SUBJECTS = (
    "pieces", "capability", "cpd", "dilemmas", "circles", "supervision", "champions", "sessions",
    "lessons", "waves",
)  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [path("", home.home, name="home")]
for subject in SUBJECTS:
    if find_spec(f"alongside.learning.urls.{subject}"):
        urlpatterns += import_module(f"alongside.learning.urls.{subject}").urlpatterns
