"""Offers, the lines beneath them, and consent; what waits because of them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_devices"),
        ("people", "0012_families"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(max_length=400)),
                ("explained", models.CharField(max_length=400)),
                ("evidence", models.CharField(max_length=400)),
                ("given_by", models.CharField(max_length=200)),
                ("given_on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=400)),
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
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Handover",
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
                            ("assign", "Assign"),
                            ("transfer", "Hand over"),
                            ("ask", "Ask to take over"),
                            ("refer", "Ask to help"),
                            ("share", "Share for a time"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("basis", models.CharField(max_length=24)),
                (
                    "rung",
                    models.SmallIntegerField(
                        choices=[
                            (0, "What is shown or listed"),
                            (1, "Who they are, how to reach them and what they need"),
                            (2, "The record"),
                            (3, "The record, with what is restricted"),
                        ]
                    ),
                ),
                ("last_day", models.DateField(null=True)),
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
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.consent",
                    ),
                ),
                (
                    "from_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
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
                    "to_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken back"),
                            ("done", "Done"),
                            ("revoked", "Ended"),
                            ("undone", "Undone"),
                            ("reason", "Why it could not wait"),
                            ("goes on", "Goes on, on another ground"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=400)),
                ("basis", models.CharField(blank=True, max_length=24)),
                (
                    "rung",
                    models.SmallIntegerField(
                        choices=[
                            (0, "What is shown or listed"),
                            (1, "Who they are, how to reach them and what they need"),
                            (2, "The record"),
                            (3, "The record, with what is restricted"),
                        ],
                        null=True,
                    ),
                ),
                ("last_day", models.DateField(null=True)),
                (
                    "gave",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                (
                    "ended",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("at", models.DateTimeField()),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="people.handover",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["person", "-given_on"], name="consents_of_person"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["person", "-at"], name="handovers_of_person"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["to_account", "-at"], name="handovers_to_account"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["to_team", "-at"], name="handovers_to_team"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["by", "-at"], name="handovers_by"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_account__isnull", False), ("to_team__isnull", False), _connector="XOR"
                ),
                name="handover_to_account_or_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_account__isnull", False), ("from_team__isnull", False), _connector="XOR"
                ),
                name="handover_from_account_or_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverline",
            constraint=models.UniqueConstraint(
                fields=("handover", "number"), name="handover_line_once"
            ),
        ),
    ]
