"""A pause, a longer time, and a clock begun by hand; what turns on a day is found by its days."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0016_warnings"),
        ("record", "0018_from_outside"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_counts_from_something",
        ),
        migrations.AddField(
            model_name="clock",
            name="begun_why",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="clockwords",
            name="agreed_by",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="clockwords",
            name="instead_of",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="record.clockwords",
            ),
        ),
        migrations.AddField(
            model_name="clockwords",
            name="reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="clockwords",
            name="since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="clockwords",
            name="until",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="clockwords",
            name="what",
            field=models.CharField(
                choices=[
                    ("done", "It was done"),
                    ("late", "Why it is late"),
                    ("stopped", "It does not count any more"),
                    ("again", "It is still to be done"),
                    ("moved", "It is still to be done"),
                    ("paused", "The time stood still"),
                    ("longer", "It was given longer"),
                    ("not so", "That was not so"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(fields=["since"], name="episodes_begin"),
        ),
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(fields=["until"], name="episodes_end"),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("entry__isnull", False),
                    ("episode__isnull", False),
                    ("after__isnull", False),
                    models.Q(("begun_why", ""), _negated=True),
                    _connector="OR",
                ),
                name="clock_counts_from_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockwords",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", "paused"), _negated=True),
                    models.Q(("since__isnull", False), ("until__gt", models.F("since"))),
                    _connector="OR",
                ),
                name="clock_stood_still_for_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockwords",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", "longer"), _negated=True),
                    models.Q(("until__isnull", False), models.Q(("agreed_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="clock_given_longer_by_somebody",
            ),
        ),
    ]
