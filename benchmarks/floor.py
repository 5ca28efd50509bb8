"""The floor: the least that a Django page of six queries can cost. No permissions and no care.

One person's page of some 30 kilobytes: the person, their workers, thirty entries, two counts and
one line of an audit table, in one transaction. Nothing of Alongside runs here; it is what every
page of ours is compared with in the same run.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

HERE = Path(__file__).parent


def configure() -> None:
    """Django with nothing switched on but a pooled connection and templates."""
    given: dict[str, Any] = json.loads(os.environ["FLOOR_DATABASE"])
    settings.configure(
        SECRET_KEY="the floor keeps no secrets",  # noqa: S106
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        USE_TZ=True,
        DATABASES={"default": given},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )
    django.setup()


def fill(people: int, entries: int) -> None:
    """Make the floor's own tables; twenty entries a person for those that are opened."""
    with connection.cursor() as cursor:
        cursor.execute((HERE / "floor.sql").read_text().format(people=people, entries=entries))


def page(request: HttpRequest, person: int) -> HttpResponse:
    """Six queries, one of them the audit line, and one page."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select id, name, born, words from floor.person where id = %s", [person])
        found = cursor.fetchone()
        cursor.execute(
            "select w.name, w.team from floor.works_with x join floor.worker w on w.id = x.worker"
            " where x.person = %s",
            [person],
        )
        workers = cursor.fetchall()
        cursor.execute(
            "select at, title, words, id from floor.entry where person = %s"
            " order by at desc limit 30",
            [person],
        )
        entries = cursor.fetchall()
        cursor.execute("select count(*) from floor.entry where person = %s", [person])
        entries_in_all = cursor.fetchone()
        cursor.execute("select count(*) from floor.works_with where person = %s", [person])
        opened = cursor.fetchone()
        cursor.execute("insert into floor.audit (person) values (%s)", [person])
    said = {
        "person": found,
        "workers": workers,
        "entries": entries,
        "entries_in_all": entries_in_all,
        "opened": opened,
    }
    return HttpResponse(_template().render(said, request))


def _template() -> Any:
    global _made
    if _made is None:
        _made = engines["django"].from_string((HERE / "floor.html").read_text())
    return _made


_made: Any = None
urlpatterns = [path("floor/<int:person>/", page)]

if "FLOOR_DATABASE" in os.environ:
    configure()
    application = get_wsgi_application()

if __name__ == "__main__":
    fill(int(sys.argv[1]), int(sys.argv[2]))
