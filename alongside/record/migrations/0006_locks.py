"""Who locked a file, when and why; its words meanwhile; and opening it again by two people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids

# What was locked before reasons were asked for gets a lock too, so that it can be opened again: by whom and when
# the trail tells. A scanner looks at it first, as nobody knows any more whether one had.
LOCKED_BEFORE = """
insert into record_filelock (id, attachment_id, was, why, by_id, at)
select gen_random_uuid(), f.id, case when f.shown_kind = '' then 'quarantined' else 'waiting' end,
    'Locked before anybody was asked why.', coalesce(t.by_id, f.by_id), coalesce(t.at, f.at)
  from record_attachment f left join lateral (
    select l.by_id, l.at from foundation_trail l
     where l.on_id = f.id and l.on_kind = 'record.attachment' and l.what = 'attachment locked' order by l.at limit 1) t on true
 where f.state = 'locked'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0002_trail"),
        ("record", "0005_moved_and_looked_at_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FileLock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "was",
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
                ("why", models.CharField(max_length=400)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locks",
                        to="record.attachment",
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
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="LockedText",
            fields=[
                (
                    "lock",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="record.filelock",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Unlocking",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("why", models.CharField(max_length=400)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for a second person"),
                            ("agreed", "Opened again"),
                            ("refused", "Not agreed"),
                        ],
                        default="proposed",
                        max_length=8,
                    ),
                ),
                ("second_at", models.DateTimeField(null=True)),
                ("second_words", models.CharField(blank=True, max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unlockings",
                        to="record.filelock",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="filelock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("attachment",),
                name="file_locked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="filelock",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="lock_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="unlocking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("lock",),
                name="asked_to_unlock_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="unlocking",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="unlocking_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="unlocking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_by", None),
                    models.Q(("second_by", models.F("by")), _negated=True),
                    _connector="OR",
                ),
                name="second_is_another",
            ),
        ),
        migrations.RunSQL(LOCKED_BEFORE, migrations.RunSQL.noop),
    ]
