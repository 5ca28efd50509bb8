"""Who moved a meeting or called it off, and what somebody brought to group supervision."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0004_whom_and_what_was_said"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting", name="changed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="meeting",
            name="changed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="meeting", name="was_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="meeting", name="seen_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="turn", name="brings", field=models.BooleanField(default=False)
        ),
        migrations.AddField(model_name="turn", name="entry_id", field=models.UUIDField(null=True)),
    ]
