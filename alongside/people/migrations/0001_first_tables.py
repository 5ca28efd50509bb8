"""The first tables of this room."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_first_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedLink",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("before", models.UUIDField()),
                ("after", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("category", models.CharField(max_length=4)),
                ("option", models.CharField(blank=True, max_length=40)),
                ("words", models.CharField(max_length=300)),
                ("rank", models.SmallIntegerField(default=0)),
                ("review_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("over_at", models.DateTimeField(null=True)),
                ("over_why", models.CharField(blank=True, max_length=400)),
                (
                    "over_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced",
                        to="people.need",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NeedStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("identify", "Asked"),
                            ("record", "Written down"),
                            ("flag", "Shown first"),
                            ("share", "Shared with those who need it"),
                            ("meet", "Met"),
                            ("review", "Looked at again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="people.need",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("called", models.CharField(max_length=200)),
                ("sort_key", models.CharField(db_collation="C", max_length=200)),
                ("pronouns", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unborn", "Not yet born"),
                            ("living", "Living"),
                            ("died", "Has died"),
                            ("lost", "A pregnancy that was lost"),
                        ],
                        default="living",
                        max_length=10,
                    ),
                ),
                ("born_on", models.DateField(null=True)),
                (
                    "birth_known",
                    models.CharField(
                        choices=[
                            ("known", "Known"),
                            ("estimated", "Estimated"),
                            ("expected", "Expected"),
                            ("not known", "Not known"),
                        ],
                        default="not known",
                        max_length=10,
                    ),
                ),
                ("died_on", models.DateField(null=True)),
                ("needs_line", models.CharField(blank=True, max_length=300)),
                (
                    "added_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name_plural": "people",
                "indexes": [models.Index(fields=["born_on"], name="person_born_on")],
            },
        ),
        migrations.AddField(
            model_name="need",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="needs",
                to="people.person",
            ),
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
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
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("allocated", "Allocated worker"),
                            ("team", "Their team"),
                            ("duty", "Duty"),
                            ("supervises", "Supervises the worker"),
                            ("partner share", "Shared with a partner"),
                            ("the person themselves", "The person themselves"),
                            ("acting for them", "Acts for them"),
                            ("break-glass", "Opened in an emergency"),
                            ("asked and given", "Asked, and was given access"),
                            ("rights request", "Answering a rights request"),
                            ("system purpose", "A named purpose of the system"),
                        ],
                        max_length=24,
                    ),
                ),
                ("called", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("starts", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "given_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("ended_why", models.CharField(blank=True, max_length=400)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
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
                    "given_by",
                    models.ForeignKey(
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
                        related_name="grants",
                        to="accounts.team",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Fact",
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
                            ("known as", "Known as"),
                            ("legal name", "Legal name"),
                            ("previous name", "Previous name"),
                            ("say it", "How to say their name"),
                            ("pronouns", "Pronouns"),
                            ("birth", "Date of birth"),
                            ("death", "Date of death"),
                            ("pregnancy", "Pregnancy"),
                            ("sex", "Sex"),
                            ("gender", "Gender"),
                            ("ethnicity", "Ethnicity"),
                            ("language", "Language"),
                            ("interpreter", "Interpreter"),
                            ("nhs number", "NHS number"),
                            ("upn", "Unique pupil number"),
                            ("local id", "Council’s own number"),
                            ("child identifier", "Consistent child identifier"),
                            ("address", "Address"),
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                            ("gp", "GP practice"),
                            ("school", "School or college"),
                            ("know first", "What they want you to know first"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "known",
                    models.CharField(
                        choices=[
                            ("known", "Known"),
                            ("estimated", "Estimated"),
                            ("expected", "Expected"),
                            ("not known", "Not known"),
                            ("not asked", "We have not asked yet"),
                            ("rather not", "They would rather not say"),
                        ],
                        default="known",
                        max_length=12,
                    ),
                ),
                ("value", models.TextField(blank=True)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("code_set", models.CharField(blank=True, max_length=40)),
                ("key", models.CharField(blank=True, db_collation="C", max_length=120)),
                ("detail", models.JSONField(blank=True, default=dict)),
                ("needs", models.SmallIntegerField(default=1)),
                ("is_check", models.BooleanField(default=False)),
                ("is_shown", models.BooleanField(default=True)),
                ("is_protected", models.BooleanField(default=False)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("source", models.CharField(blank=True, max_length=120)),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("over_at", models.DateTimeField(null=True)),
                ("over_why", models.CharField(blank=True, max_length=400)),
                (
                    "over_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced",
                        to="people.fact",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Bar",
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
                            ("own record", "It is their own record"),
                            ("family", "Family, a neighbour or a friend"),
                            ("conflict declared", "A conflict of interest that they declared"),
                            ("objection", "The person asked for it"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("starts", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bars",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
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
                        related_name="bars",
                        to="accounts.team",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bars",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("reason", models.CharField(max_length=400)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for an answer"),
                            ("given", "Given"),
                            ("refused", "Not given"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=400)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
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
            name="Protection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("from_whom", models.CharField(max_length=300)),
                ("why", models.CharField(max_length=400)),
                ("review_on", models.DateField()),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protections",
                        to="people.fact",
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
            name="Relationship",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("called", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=40)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("is_told_here", models.BooleanField(default=True)),
                ("is_sensitive", models.BooleanField(default=False)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("over_at", models.DateTimeField(null=True)),
                ("over_why", models.CharField(blank=True, max_length=400)),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "over_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relationships",
                        to="people.person",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Shared",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("entry_id", models.UUIDField(null=True)),
                ("fact", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared",
                        to="people.grant",
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
                "verbose_name_plural": "shared",
            },
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                (
                    "grant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="glass",
                        serialize=False,
                        to="people.grant",
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "Not looked at yet"),
                            ("right", "It was right to open it"),
                            ("wrong", "It should not have been opened"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=400)),
                (
                    "telling",
                    models.CharField(
                        choices=[
                            ("shown", "Told to the person"),
                            ("held", "Held for now"),
                            ("not disclosed", "Not disclosed"),
                        ],
                        default="held",
                        max_length=14,
                    ),
                ),
                ("telling_why", models.CharField(blank=True, max_length=400)),
                ("telling_review_on", models.DateField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
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
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "break-glass openings",
            },
        ),
        migrations.CreateModel(
            name="NotTheSame",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=400)),
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
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "not the same",
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="not_the_same_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="not_the_same_in_order",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["person", "rank"], name="needs_of_person"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["account", "until", "person"], name="grants_of_account"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["team", "until", "person"], name="grants_of_team"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["person", "until"], name="grants_on_person"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account__isnull", False), ("team__isnull", False), _connector="XOR"
                ),
                name="grant_to_account_or_team",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(fields=["person", "kind"], name="fact_of_person"),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("over_at", None), models.Q(("key", ""), _negated=True)),
                fields=["kind", "key"],
                name="fact_by_key",
            ),
        ),
        migrations.AddIndex(
            model_name="bar",
            index=models.Index(fields=["account", "until"], name="bars_of_account"),
        ),
        migrations.AddIndex(
            model_name="bar",
            index=models.Index(fields=["team", "until"], name="bars_of_team"),
        ),
        migrations.AddIndex(
            model_name="relationship",
            index=models.Index(fields=["person"], name="around_person"),
        ),
        migrations.AddIndex(
            model_name="relationship",
            index=models.Index(fields=["other"], name="around_other"),
        ),
        migrations.AddIndex(
            model_name="shared",
            index=models.Index(fields=["entry_id"], name="shared_entry"),
        ),
        migrations.AddIndex(
            model_name="shared",
            index=models.Index(fields=["grant"], name="shared_of_grant"),
        ),
    ]
