"""The first tables of imports."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_first_tables"),
        ("people", "0003_place_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("source", models.CharField(max_length=40)),
                ("said", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("checks", models.IntegerField(default=0)),
                (
                    "behalf",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Imported",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("child", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=300)),
                ("digest", models.CharField(max_length=64)),
                ("became", models.UUIDField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="insight.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "imported",
            },
        ),
        migrations.CreateModel(
            name="Disagreement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("said", models.CharField(max_length=80)),
                ("is_entry", models.BooleanField(default=False)),
                ("became", models.UUIDField()),
                ("theirs", models.JSONField()),
                ("needs", models.SmallIntegerField(default=2)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for somebody to compare"),
                            ("kept", "What was here was kept"),
                            ("taken", "What the file says was taken"),
                            ("overtaken", "A later file said something else again"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
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
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="insight.imported",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["imported", "state"], name="disagreements_of_row")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["-started_at"], name="runs_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="imported",
            constraint=models.UniqueConstraint(
                fields=("source", "child", "key"), name="imported_once"
            ),
        ),
    ]
