"""Pictures and papers beside entries."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0002_room_to_grow"),
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
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("entry_id", models.UUIDField(db_index=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("jpeg", "JPEG picture"),
                            ("png", "PNG picture"),
                            ("webp", "WebP picture"),
                            ("gif", "GIF picture"),
                            ("pdf", "PDF"),
                            ("docx", "Word document"),
                            ("odt", "OpenDocument text"),
                            ("text", "Plain text"),
                        ],
                        max_length=5,
                    ),
                ),
                ("size", models.IntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("description", models.CharField(blank=True, max_length=400)),
                ("shown_kind", models.CharField(blank=True, max_length=20)),
                ("pages", models.SmallIntegerField(default=1)),
                ("text", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("clean", "A scanner found nothing"),
                            ("unscanned", "No scanner looked at this"),
                            ("waiting", "Waiting for the scanner"),
                            ("quarantined", "The scanner found something"),
                            ("locked", "Locked unseen"),
                        ],
                        max_length=11,
                    ),
                ),
                ("said", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("taken_off_at", models.DateTimeField(null=True)),
                ("taken_off_why", models.CharField(blank=True, max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_off_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_off_at", None)),
                        fields=("entry_id", "sha256"),
                        name="same_file_once",
                    )
                ],
            },
        ),
    ]
