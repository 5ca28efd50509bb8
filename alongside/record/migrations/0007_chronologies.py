"""Chronologies: whom they are about, what was chosen for them, and what is said of it there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_first_tables"),
        ("people", "0010_former_names"),
        ("record", "0006_locks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChronologyLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.IntegerField(default=1)),
                ("happened_at", models.DateTimeField()),
                ("exhibit", models.IntegerField(null=True)),
                ("chosen_at", models.DateTimeField(auto_now_add=True)),
                ("taken_out_at", models.DateTimeField(null=True)),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Chronology",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("review", "A review"),
                            ("conference", "A conference"),
                            ("court", "A court"),
                            ("ourselves", "Those who work with them"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_for", models.CharField(max_length=200)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("letters", models.CharField(blank=True, max_length=6)),
                ("left_out", models.JSONField(default=dict)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finished_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.chronology",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "chronologies",
            },
        ),
        migrations.CreateModel(
            name="LineWords",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="record.chronologyline",
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=4000)),
                ("impact", models.CharField(blank=True, max_length=4000)),
                ("edits", models.IntegerField(default=1)),
                ("edited_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "words of lines",
            },
        ),
        migrations.AddField(
            model_name="chronologyline",
            name="chronology",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="record.chronology",
            ),
        ),
        migrations.AddField(
            model_name="chronologyline",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.entry"
            ),
        ),
        migrations.CreateModel(
            name="ChronologyPerson",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.SmallIntegerField(default=0)),
                (
                    "chronology",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="record.chronology",
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
        ),
        migrations.AddConstraint(
            model_name="chronology",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at", None), ("finished_by", None)),
                    models.Q(("finished_at__isnull", False), ("finished_by__isnull", False)),
                    _connector="OR",
                ),
                name="finished_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="linewords",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="linewords",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.entry"
            ),
        ),
        migrations.AddIndex(
            model_name="chronologyline",
            index=models.Index(fields=["chronology", "happened_at", "id"], name="lines_in_order"),
        ),
        migrations.AddConstraint(
            model_name="chronologyline",
            constraint=models.UniqueConstraint(fields=("chronology", "entry"), name="chosen_once"),
        ),
        migrations.AddConstraint(
            model_name="chronologyperson",
            constraint=models.UniqueConstraint(
                fields=("chronology", "person"), name="in_a_chronology_once"
            ),
        ),
        migrations.CreateModel(
            name="ChronologyPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("word", "Word"),
                        ],
                        max_length=4,
                    ),
                ),
                ("format", models.CharField(max_length=10)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("done", models.IntegerField(default=0)),
                ("of", models.IntegerField()),
                ("read", models.IntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("wrong", models.CharField(blank=True, max_length=300)),
                ("content", models.BinaryField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chronology",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.chronology",
                    ),
                ),
            ],
        ),
    ]
