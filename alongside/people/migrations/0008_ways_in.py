"""One account of one’s own for each person, and what was made sure of before a way in was given."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_first_tables"),
        ("people", "0007_names_by_rung"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WayIn",
            fields=[
                (
                    "grant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="way_in",
                        serialize=False,
                        to="people.grant",
                    ),
                ),
                (
                    "identity",
                    models.CharField(
                        choices=[
                            ("known", "Their worker has met them and knows them"),
                            ("papers", "They showed papers with a photograph"),
                            (
                                "vouched",
                                "Somebody who knows them well said so, such as a doctor or a school",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("identity_words", models.CharField(max_length=400)),
                (
                    "inbox",
                    models.CharField(
                        choices=[
                            ("alone", "Only they read it"),
                            ("with somebody", "Somebody else can, and they want it so"),
                        ],
                        max_length=14,
                    ),
                ),
                ("inbox_words", models.CharField(blank=True, max_length=400)),
                (
                    "standing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("parental responsibility", "Parental responsibility"),
                            ("LPA health", "Lasting power of attorney, health and welfare"),
                            ("LPA property", "Lasting power of attorney, property and money"),
                            ("deputy", "Deputy of the Court of Protection"),
                            ("advocate", "Advocate"),
                            ("consent", "The person asked for it and can decide it"),
                        ],
                        max_length=24,
                    ),
                ),
                ("seen", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "ways in",
            },
        ),
        migrations.AddField(
            model_name="shared",
            name="why",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("basis", "the person themselves"),
                    (
                        "until__gte",
                        datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
                    ),
                ),
                fields=("person",),
                name="one_own_account_of_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("basis", "the person themselves"),
                    (
                        "until__gte",
                        datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
                    ),
                ),
                fields=("account",),
                name="one_person_of_own_account",
            ),
        ),
        migrations.AddField(
            model_name="wayin",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="wayin",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
    ]
