"""Who first wrote what was moved, when somebody stopped being a reader, and three more clocks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("record", "0004_files_of_a_version"),
    ]

    operations = [
        migrations.AddField(
            "entry",
            "first_written_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("entry", "first_written_at", models.DateTimeField(null=True)),
        migrations.AddField("reader", "ended_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("reader", "reader_named_once"),
        migrations.AddConstraint(
            "reader",
            models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("entry", "account"),
                name="reader_named_once",
            ),
        ),
        migrations.AlterField(
            "task",
            "what",
            models.CharField(
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
                    ("look at telling", "Look again at whether somebody is told of an emergency"),
                    ("look at protection", "Look again at what is kept safe"),
                    ("ask about need", "Ask again about something that somebody needs"),
                ],
                max_length=24,
            ),
        ),
    ]
