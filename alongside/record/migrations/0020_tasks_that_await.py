"""A task knows what it waits to have written down, and what was written that did it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0019_time_of_clocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="awaits",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        # For tasks that the database makes itself. Told to the model, Django would read it back from
        # each row that it adds, and a partner reads none of those that they make.
        migrations.RunSQL(
            "alter table record_task alter column awaits set default ''",
            "alter table record_task alter column awaits drop default",
        ),
        migrations.AddField(
            model_name="task",
            name="met_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="record.entry",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None), models.Q(("awaits", ""), _negated=True)),
                fields=["person", "awaits"],
                name="tasks_that_await",
            ),
        ),
    ]
