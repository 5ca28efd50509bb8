"""Mappings of tables, what rows of files did, and taking back what one import brought."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.foundation.ids

# Runs before this one said nothing of what they changed: an entry with a second version, or a fact in
# the place of another, was changed; what was written by somebody else was there already.
WHAT_THEY_DID = """
update insight_imported i set did = case
    when i.key = 'asked whether it is the same child' then 'asked'
    when exists (select 1 from record_entry e where e.id = i.became and e.versions > 1) then 'changed'
    when exists (select 1 from people_fact f where f.id = i.became and f.replaces_id is not null) then 'changed'
    when exists (select 1 from people_fact f join insight_importrun r on r.id = i.run_id
      where f.id = i.became and f.recorded_by_id <> r.by_id) then 'met'
    else 'added' end
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0001_first_tables"),
        ("people", "0011_brought_in_by_mistake"),
        ("record", "0008_taken_out_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("source", models.CharField(max_length=30)),
                ("columns", models.JSONField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Left",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("child", models.CharField(max_length=120)),
                ("what", models.CharField(max_length=80)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("hold", "It has to be kept for now"),
                            ("changed", "Somebody has changed it since"),
                            ("answered", "The person has written beside it"),
                            ("decided", "Somebody has decided about it"),
                            ("used", "Somebody has added to it or used it since"),
                            ("later", "A later import says more of it"),
                            ("lived", "A birth was written down because of it"),
                            ("known by", "The person stays, and this is what they are known by"),
                            ("gone", "It could not be put back as it was"),
                        ],
                        max_length=8,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "left",
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.foundation.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("why", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for a second person"),
                            ("agreed", "Agreed"),
                            ("refused", "Not agreed"),
                        ],
                        default="asked",
                        max_length=7,
                    ),
                ),
                ("second_at", models.DateTimeField(null=True)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("counts", models.JSONField(default=dict)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="imported",
            name="imported_once",
        ),
        migrations.AddField(
            model_name="imported",
            name="before",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="after",
                to="insight.imported",
            ),
        ),
        migrations.AddField(
            model_name="imported",
            name="did",
            field=models.CharField(
                choices=[
                    ("added", "Something new was written"),
                    ("changed", "What an earlier file said was corrected"),
                    ("met", "It was there already"),
                    ("asked", "Somebody was asked"),
                    ("lived", "A birth or a death was written down"),
                ],
                default="added",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="imported",
            name="over",
            field=models.CharField(
                blank=True,
                choices=[
                    ("followed", "A later file says something else"),
                    ("withdrawn", "The import was withdrawn"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="imported",
            constraint=models.UniqueConstraint(
                condition=models.Q(("over", "")),
                fields=("source", "child", "key"),
                name="imported_holds_once",
            ),
        ),
        migrations.AddField(
            model_name="importmapping",
            name="behalf",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importmapping",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="left",
            name="imported",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="insight.imported"
            ),
        ),
        migrations.AddField(
            model_name="left",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="insight.importrun",
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="second_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="left",
            name="withdrawal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="left",
                to="insight.withdrawal",
            ),
        ),
        migrations.AddIndex(
            model_name="importmapping",
            index=models.Index(fields=["name", "-at"], name="mappings_newest_first"),
        ),
        migrations.AddIndex(
            model_name="withdrawal",
            index=models.Index(fields=["-asked_at"], name="withdrawals_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("run",),
                name="withdrawn_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="withdrawal_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_by", None),
                    models.Q(("second_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="another_agrees_to_withdraw",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "agreed"), _negated=True),
                    ("second_by__isnull", False),
                    _connector="OR",
                ),
                name="withdrawal_has_a_second",
            ),
        ),
        migrations.AddConstraint(
            model_name="left",
            constraint=models.UniqueConstraint(fields=("withdrawal", "imported"), name="left_once"),
        ),
        migrations.RunSQL(WHAT_THEY_DID, migrations.RunSQL.noop),
    ]
