"""What is said of something due, who covers for whom, calendars, and how much work fits."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0015_status"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="what",
            field=models.CharField(
                choices=[
                    ("decide held", "Decide whether this may be shown"),
                    ("second look", "Agree, or not, that something is not disclosed"),
                    ("answer access", "Somebody asks to see a record"),
                    ("review break-glass", "Look at a record opened in an emergency"),
                    ("misfiled", "An entry was in the wrong record"),
                    ("disagrees", "What was imported disagrees with what is known"),
                    ("words", "New words from somebody you work with"),
                    ("correct", "Somebody says that something is wrong"),
                    ("review restriction", "Look again at what is restricted"),
                    ("look again", "Look again at what is held"),
                    ("file kept back", "A file was kept back, and nobody may open it"),
                    ("unlock file", "Agree, or not, that a locked file is opened again"),
                    ("look at telling", "Look again at whether somebody is told of an emergency"),
                    ("look at protection", "Look again at what is kept safe"),
                    ("look at warning", "Look again at a warning"),
                    ("ask about need", "Ask again about something that somebody needs"),
                    ("withdraw import", "Agree, or not, that an import is withdrawn"),
                    ("import withdrawn", "What an import brought was taken out again"),
                    ("follow up", "Something that follows from an answer"),
                    ("agree answers", "Agree, or not, to what was written"),
                    ("answers returned", "What you wrote was returned to you"),
                    ("referral", "A partner agency asks something for somebody"),
                    ("allegation", "Something that is kept apart"),
                    ("take over draft", "Somebody asks that what they began is taken over"),
                    ("handover", "Somebody’s record is offered or asked for"),
                    ("reason owed", "Say why a record could not wait"),
                    ("consent withdrawn", "Somebody took their consent back"),
                    ("asked", "A colleague asks you to see to something"),
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("account",),
                        name="one_calendar_at_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("starts", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "grants",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("said_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "away",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["cover", "until"],
                        name="covers_by",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["away", "until"],
                        name="covers_for",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("away", models.F("cover")), _negated=True),
                        name="nobody_covers_themselves",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DueWords",
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
                            ("later", "Put off until a day"),
                            ("now", "Taken up again"),
                            ("passed", "Handed over to a colleague"),
                            ("back", "Handed back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=400)),
                ("until", models.DateField(null=True)),
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
                    "clock",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="put_off",
                        to="record.clock",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="said",
                        to="record.task",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "words on what is due",
                "indexes": [
                    models.Index(fields=["by", "task", "-at"], name="due_words_of_task"),
                    models.Index(fields=["by", "clock", "-at"], name="due_words_of_clock"),
                    models.Index(fields=["to", "task"], name="due_words_to"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("task__isnull", False), ("clock__isnull", False), _connector="XOR"
                        ),
                        name="said_of_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkLimit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("hours", models.SmallIntegerField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("experienced", "Experienced"),
                            ("first year", "In their first year after qualifying"),
                            ("learning", "On placement, or coming back after a long time"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=400)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
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
            ],
            options={
                "indexes": [models.Index(fields=["account", "-at"], name="limits_of_account")],
            },
        ),
    ]
