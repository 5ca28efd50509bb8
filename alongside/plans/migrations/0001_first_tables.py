"""Sheets and the lines beneath them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0011_brought_in_by_mistake"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("plan", models.UUIDField()),
                ("kind", models.CharField(max_length=40)),
                ("number", models.IntegerField(default=1)),
                ("content", models.JSONField()),
                ("agreed_on", models.DateField()),
                ("review_on", models.DateField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                "indexes": [
                    models.Index(fields=["person", "plan", "-number"], name="sheets_of_person")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="sheet_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("content__contains", {})), name="sheet_says_an_object"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("plan", models.UUIDField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("agrees", "Agrees"),
                            ("differs", "Sees it differently"),
                            ("not asked", "Was not asked yet"),
                            ("done", "Done"),
                            ("not done", "Not done"),
                            ("over", "This plan is over"),
                            ("out", "It was in the wrong record"),
                        ],
                        max_length=12,
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=8)),
                ("who", models.CharField(max_length=200)),
                ("is_own", models.BooleanField(default=False)),
                ("words", models.TextField(blank=True)),
                ("on", models.DateField()),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="plans.sheet",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["plan", "at"], name="lines_of_plan")],
            },
        ),
    ]
