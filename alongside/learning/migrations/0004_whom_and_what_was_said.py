"""Whom a wave asked, and answers in writing as they stood before they were changed."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0003_how_others_chose"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="wave",
            name="whom",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="wave",
            name="teams",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.CreateModel(
            name="SaidBefore",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False),
                ),
                ("text", models.TextField()),
                ("on", models.DateField()),
                ("kept_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="said_before",
                        to="learning.lesson",
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="said_before",
                        to="learning.wave",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "said before",
                "indexes": [models.Index(fields=["-kept_at"], name="said_before_in_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lesson__isnull", False), ("wave__isnull", True)),
                            models.Q(("lesson__isnull", True), ("wave__isnull", False)),
                            _connector="OR",
                        ),
                        name="said_about_one",
                    )
                ],
            },
        ),
    ]
