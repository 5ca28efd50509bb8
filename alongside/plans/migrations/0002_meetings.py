"""Meetings about somebody, and the lines beneath them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0016_warnings"),
        ("plans", "0001_first_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("starts_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("link", models.URLField(blank=True, max_length=500)),
                ("why", models.TextField()),
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
        ),
        migrations.CreateModel(
            name="MeetingLine",
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
                            ("invited", "Asked to come"),
                            ("not asked", "Was not asked to come"),
                            ("point", "Something to talk about"),
                            ("view", "What they say beforehand"),
                            ("moved", "Moved to another day"),
                            ("off", "Called off"),
                            ("written", "Minutes were written down"),
                            ("came", "Came"),
                            ("sent word", "Sent word"),
                            ("away", "Did not come"),
                            ("decided", "Decided"),
                            ("agrees", "Agrees with the minutes"),
                            ("differs", "Sees it differently"),
                            ("out", "It was in the wrong record"),
                        ],
                        max_length=12,
                    ),
                ),
                ("who", models.CharField(blank=True, max_length=200)),
                ("how", models.CharField(blank=True, max_length=20)),
                ("is_own", models.BooleanField(default=False)),
                ("words", models.TextField(blank=True)),
                ("on", models.DateField(null=True)),
                ("moved_to", models.DateTimeField(null=True)),
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
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="plans.meeting",
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
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["person", "-starts_at"], name="meetings_of_person"),
        ),
        migrations.AddIndex(
            model_name="meetingline",
            index=models.Index(fields=["meeting", "at"], name="lines_of_meeting"),
        ),
        migrations.AddConstraint(
            model_name="meetingline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("what", "written")),
                fields=("meeting",),
                name="meeting_written_down_once",
            ),
        ),
    ]
