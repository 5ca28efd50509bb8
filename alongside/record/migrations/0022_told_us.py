"""What a partner told us about somebody whom nobody has looked for yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0021_planned_visits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldUs",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("form", models.CharField(max_length=80)),
                ("is_urgent", models.BooleanField(default=False)),
                ("due_on", models.DateField()),
                ("named", models.CharField(max_length=200)),
                ("born", models.CharField(blank=True, max_length=200)),
                ("lives", models.CharField(blank=True, max_length=400)),
                ("more", models.TextField(blank=True)),
                ("texts", models.JSONField(default=dict)),
                ("stands_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "told us",
                "indexes": [
                    models.Index(fields=["by", "-at"], name="told_us_by"),
                    models.Index(
                        condition=models.Q(("stands_at", None)),
                        fields=["-is_urgent", "due_on", "id"],
                        name="told_us_waiting",
                    ),
                ],
            },
        ),
    ]
