"""Statuses by the days on which they begin and end, which every night asks of all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0017_front_door")]

    operations = [
        migrations.AddIndex("episode", models.Index(fields=["since"], name="episodes_since")),
        migrations.AddIndex(
            "episode",
            models.Index(
                condition=models.Q(("until__isnull", False)),
                fields=["until"],
                name="episodes_until",
            ),
        ),
    ]
