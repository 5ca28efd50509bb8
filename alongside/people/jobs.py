"""What the worker does for finding people: how common each part of a name is."""

from django.db import connection
from procrastinate.contrib.django import app


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="recount names", pass_context=False)
def recount_names(timestamp: int) -> None:
    """Every night, for the ranking of whom a search finds; it opens no record."""
    del timestamp
    with connection.cursor() as cursor:
        cursor.execute("select gate.recount_names()")
