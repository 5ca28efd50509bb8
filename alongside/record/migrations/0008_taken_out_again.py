"""Markers of what an import brought by mistake, and what is due because of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0007_chronologies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="misfiled",
            name="agreed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="misfiled",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="misfiled",
            name="because",
            field=models.CharField(
                choices=[
                    ("else", "An entry about somebody else was here"),
                    ("import", "Something was here that was brought in by mistake"),
                ],
                default="else",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="misfiled",
            name="was_shown",
            field=models.BooleanField(default=False),
        ),
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
                ],
                max_length=24,
            ),
        ),
    ]
