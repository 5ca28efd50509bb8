"""Services from outside that are around a person, and why somebody looked at those out of sight."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("is_involved", models.BooleanField(default=True)),
                ("agency", models.CharField(blank=True, max_length=200)),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("role", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("tie", models.CharField(blank=True, max_length=40)),
                ("flow", models.CharField(blank=True, max_length=40)),
                ("starts_on", models.DateField(null=True)),
                (
                    "starts_known",
                    models.CharField(
                        choices=[
                            ("day", "The day is known"),
                            ("month", "The month is known"),
                            ("year", "The year is known"),
                            ("about", "About that year"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("ends_on", models.DateField(null=True)),
                (
                    "ends_known",
                    models.CharField(
                        choices=[
                            ("day", "The day is known"),
                            ("month", "The month is known"),
                            ("year", "The year is known"),
                            ("about", "About that year"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("last_on", models.DateField(null=True)),
                (
                    "last_known",
                    models.CharField(
                        choices=[
                            ("day", "The day is known"),
                            ("month", "The month is known"),
                            ("year", "The year is known"),
                            ("about", "About that year"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("told_by", models.CharField(blank=True, max_length=120)),
                ("is_sensitive", models.BooleanField(default=False)),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("over_at", models.DateTimeField(null=True)),
                ("over_why", models.CharField(blank=True, max_length=400)),
                (
                    "over_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="people.person",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.service",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person"], name="services_of_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("replaces",), name="service_replaced_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceLook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("why", models.CharField(max_length=400)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-at"], name="looks_at_services")],
            },
        ),
    ]
