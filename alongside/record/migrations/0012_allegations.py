"""Allegations, and what waits about them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0011_by_form"),
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
                    ("ask about need", "Ask again about something that somebody needs"),
                    ("withdraw import", "Agree, or not, that an import is withdrawn"),
                    ("import withdrawn", "What an import brought was taken out again"),
                    ("follow up", "Something that follows from an answer"),
                    ("agree answers", "Agree, or not, to what was written"),
                    ("answers returned", "What you wrote was returned to you"),
                    ("referral", "A partner agency asks something for somebody"),
                    ("allegation", "Something that is kept apart"),
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="Allegation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("told_at", models.DateTimeField(auto_now_add=True)),
                ("versions", models.IntegerField(default=1)),
                (
                    "against",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AllegationVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField(default=1)),
                ("form", models.CharField(max_length=80)),
                ("said", models.JSONField()),
                ("left_open", models.JSONField(default=dict)),
                ("why", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "allegation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="said",
                        to="record.allegation",
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
        ),
        migrations.AddIndex(
            model_name="allegation",
            index=models.Index(fields=["-told_at", "-id"], name="allegations_in_order"),
        ),
        migrations.AddConstraint(
            model_name="allegationversion",
            constraint=models.UniqueConstraint(
                fields=("allegation", "number"), name="allegation_version_numbered_once"
            ),
        ),
    ]
