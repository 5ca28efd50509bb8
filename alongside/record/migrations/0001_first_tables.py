"""The first tables of this room."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_first_tables"),
        ("people", "0002_name_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
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
                            ("visit", "Visit"),
                            ("call", "Call"),
                            ("meeting", "Meeting"),
                            ("note", "Note"),
                            ("message", "Message"),
                            ("letter", "Letter"),
                            ("referral", "Referral"),
                            ("assessment", "Assessment"),
                            ("plan", "Plan"),
                            ("review", "Review"),
                            ("decision", "Decision"),
                            ("conference", "Conference"),
                            ("closure", "Closed"),
                            ("event", "Something that happened"),
                            ("own words", "In their own words"),
                            ("strategy", "Strategy discussion"),
                            ("s47", "Section 47 enquiry"),
                            ("s42", "Section 42 enquiry"),
                            ("police", "Police information"),
                            ("court", "Court paper"),
                            ("legal advice", "Legal advice"),
                            ("third-party health", "Somebody else’s health"),
                        ],
                        max_length=24,
                    ),
                ),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                ("versions", models.IntegerField(default=1)),
                ("about_count", models.SmallIntegerField(default=1)),
                ("source", models.CharField(blank=True, max_length=80)),
                ("needs", models.SmallIntegerField(default=2)),
                ("pinned_at", models.DateTimeField(null=True)),
                (
                    "pinned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
            },
        ),
        migrations.CreateModel(
            name="About",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("happened_at", models.DateTimeField()),
                ("sharing", models.CharField(max_length=14)),
                ("sharing_words", models.CharField(blank=True, max_length=400)),
                ("sharing_review_on", models.DateField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("removed_why", models.CharField(blank=True, max_length=400)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="abouts",
                        to="people.person",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="abouts",
                        to="record.entry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "abouts",
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("police", "Police"),
                            ("court", "Court"),
                            ("inquiry", "Inquiry"),
                            ("complaint", "Complaint"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(max_length=400)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=400)),
                (
                    "by",
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
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
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
        ),
        migrations.CreateModel(
            name="Misfiled",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("entry_id", models.UUIDField()),
                ("happened_at", models.DateTimeField()),
                ("why", models.CharField(max_length=400)),
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
            options={
                "verbose_name_plural": "misfiled",
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.SmallIntegerField(default=0)),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("fact", "What happened"),
                            ("reported", "What somebody told us"),
                            ("opinion", "What we make of it"),
                            ("own words", "In their own words"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                ("of", models.CharField(blank=True, max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("typed", "Typed"),
                            ("dictated", "Dictated"),
                            ("copied", "Copied forward"),
                            ("moved", "Moved from another record"),
                            ("imported", "Imported"),
                            ("software", "Drafted by software"),
                        ],
                        default="typed",
                        max_length=10,
                    ),
                ),
                ("origin_detail", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
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
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("is_correction", models.BooleanField(default=False)),
                ("text", models.TextField()),
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
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers_given",
                        to="record.entry",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="record.part",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
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
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readers",
                        to="record.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Release",
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
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="record.part",
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
            name="Restriction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.CharField(max_length=400)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
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
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restrictions",
                        to="record.entry",
                    ),
                ),
                (
                    "review_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SharingDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sharing",
                    models.CharField(
                        choices=[
                            ("shown", "Shown"),
                            ("held", "Held"),
                            ("not disclosed", "Not disclosed"),
                        ],
                        max_length=14,
                    ),
                ),
                ("ground", models.CharField(blank=True, max_length=40)),
                ("why", models.CharField(blank=True, max_length=400)),
                ("review_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for a second person"),
                            ("in force", "In force"),
                            ("refused", "Not agreed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("second_at", models.DateTimeField(null=True)),
                ("second_words", models.CharField(blank=True, max_length=400)),
                (
                    "about",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="record.about",
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
        migrations.CreateModel(
            name="Task",
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
                        ],
                        max_length=24,
                    ),
                ),
                ("from_kind", models.CharField(max_length=40)),
                ("from_id", models.UUIDField()),
                ("due_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField(default=1)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("happened_at", models.DateTimeField()),
                (
                    "happened_precision",
                    models.CharField(
                        choices=[
                            ("time", "At a time"),
                            ("day", "On a day"),
                            ("month", "In a month"),
                            ("year", "In a year"),
                            ("about", "About then"),
                        ],
                        default="day",
                        max_length=6,
                    ),
                ),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("home", "At home"),
                            ("office", "At our office"),
                            ("school", "At school or college"),
                            ("elsewhere", "Somewhere else"),
                            ("phone", "By phone"),
                            ("video", "By video"),
                            ("message", "By message"),
                            ("letter", "By letter"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200)),
                ("minutes", models.IntegerField(null=True)),
                ("there", models.CharField(blank=True, max_length=400)),
                ("seen", models.JSONField(default=dict)),
                ("form", models.CharField(default="note 1", max_length=80)),
                ("answers", models.JSONField(default=dict)),
                ("why", models.CharField(blank=True, max_length=400)),
                ("is_earlier_readable", models.BooleanField(default=True)),
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
                        related_name="said",
                        to="record.entry",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="part",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="record.version",
            ),
        ),
        migrations.AddIndex(
            model_name="about",
            index=models.Index(
                fields=["person", "-happened_at", "-entry"], name="timeline_of_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="about",
            constraint=models.UniqueConstraint(
                fields=("entry", "person"), name="about_a_person_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False), ("entry__isnull", False), _connector="OR"
                ),
                name="hold_on_something",
            ),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["entry", "at"], name="answers_on_entry"),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.UniqueConstraint(
                fields=("entry", "account"), name="reader_named_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                fields=("part", "person"), name="released_to_a_person_once"
            ),
        ),
        migrations.AddIndex(
            model_name="sharingdecision",
            index=models.Index(fields=["about", "at"], name="decisions_on_about"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None)),
                fields=["account", "due_on"],
                name="open_of_account",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None)),
                fields=["team", "due_on"],
                name="open_of_team",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["from_id"], name="tasks_from"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account__isnull", False), ("team__isnull", False), _connector="OR"
                ),
                name="task_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                fields=("entry", "number"), name="version_numbered_once"
            ),
        ),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(fields=["version", "position"], name="parts_of_version"),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(("about", []), _negated=True), name="part_is_about_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin", "software"), _negated=True),
                    ("checked_by__isnull", False),
                    _connector="OR",
                ),
                name="software_is_checked_by_somebody",
            ),
        ),
    ]
