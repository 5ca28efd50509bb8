"""Links for somebody without an account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0016_warnings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="handoverline",
            name="words",
            field=models.CharField(blank=True, max_length=4000),
        ),
        migrations.CreateModel(
            name="GuestLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.unlinkable_id,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("token", models.CharField(blank=True, db_index=True, max_length=64)),
                ("code", models.CharField(blank=True, max_length=64)),
                ("seat", models.CharField(blank=True, max_length=64)),
                ("tries", models.SmallIntegerField(default=0)),
                ("until", models.DateTimeField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="link",
                        to="people.handover",
                    ),
                ),
            ],
        ),
    ]
