"""The front door: the way of somebody through it, and what is said there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0012_families"),
        ("record", "0016_tasks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("is_urgent", models.BooleanField(default=False)),
                (
                    "step",
                    models.SmallIntegerField(
                        choices=[
                            (0, "Nobody has looked at it yet"),
                            (1, "Looked at, and not decided yet"),
                            (2, "Decided, and somebody is still to be told"),
                            (9, "Decided, and told"),
                        ],
                        default=0,
                    ),
                ),
                ("due_on", models.DateField()),
                ("decided", models.CharField(blank=True, max_length=40)),
                (
                    "decided_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.entry",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.entry",
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
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("step__lt", 9)),
                        fields=["step", "due_on", "id"],
                        name="open_referrals",
                    ),
                    models.Index(fields=["person", "-received_at"], name="referrals_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "person"), name="referral_of_a_person_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("from", "Who got in touch"),
                            ("taken", "Took it on"),
                            ("given back", "Gave it back"),
                            ("looked at", "Looked at it"),
                            ("decided", "Decided"),
                            ("referrer", "Told whoever got in touch"),
                            ("family", "Told the person or family"),
                            ("withdrawn", "Whoever got in touch takes it back"),
                        ],
                        max_length=12,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("ground", models.CharField(blank=True, max_length=40)),
                ("who", models.CharField(blank=True, max_length=200)),
                ("reach", models.CharField(blank=True, max_length=200)),
                ("is_quiet", models.BooleanField(default=False)),
                ("words", models.TextField(blank=True)),
                ("authority", models.CharField(blank=True, max_length=40)),
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
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="record.entry",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["entry", "at"], name="lines_of_referral")],
            },
        ),
    ]
