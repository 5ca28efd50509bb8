"""Warning notes: what to be careful of, what that rests on, and whether the person knows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0015_services"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WarningNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(max_length=400)),
                ("safe", models.CharField(max_length=400)),
                ("evidence", models.CharField(max_length=1000)),
                (
                    "for_whom",
                    models.CharField(
                        choices=[
                            ("visit", "Whoever visits"),
                            ("meet", "Whoever meets them, wherever that is"),
                            ("reach", "Whoever visits, meets, rings or writes"),
                        ],
                        max_length=5,
                    ),
                ),
                ("is_told", models.BooleanField()),
                ("told_words", models.CharField(max_length=400)),
                ("review_on", models.DateField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("over_at", models.DateTimeField(null=True)),
                ("over_why", models.CharField(blank=True, max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.warningnote",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "review_on"], name="warnings_of_person"),
                    models.Index(
                        condition=models.Q(("over_at", None)),
                        fields=["review_on"],
                        name="warnings_to_look_at",
                    ),
                ],
            },
        ),
    ]
