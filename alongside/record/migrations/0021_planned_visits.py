"""When a visit that is due is planned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0020_tasks_that_await"),
    ]

    operations = [
        migrations.AddField(
            model_name="clockwords",
            name="planned_for",
            field=models.DateTimeField(null=True),
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
                    ("planned", "When it is planned"),
                    ("not so", "That was not so"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="clockwords",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", "planned"), _negated=True),
                    ("planned_for__isnull", False),
                    _connector="OR",
                ),
                name="clock_planned_for_a_moment",
            ),
        ),
    ]
