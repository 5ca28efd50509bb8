"""Families: rows that say of whom, and of whom again; who said so; days as exactly as known."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_brought_in_by_mistake"),
    ]

    operations = [
        migrations.AddField(
            model_name="relationship",
            name="ends_known",
            field=models.CharField(
                choices=[
                    ("day", "The day is known"),
                    ("month", "The month is known"),
                    ("year", "The year is known"),
                    ("about", "About that year"),
                ],
                default="day",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="relationship",
            name="ground",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="relationship",
            name="of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.relationship",
            ),
        ),
        migrations.AddField(
            model_name="relationship",
            name="other_born",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="relationship",
            name="other_died",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="relationship",
            name="other_sex",
            field=models.CharField(blank=True, default="", max_length=1),
        ),
        migrations.AddField(
            model_name="relationship",
            name="other_state",
            field=models.CharField(
                choices=[
                    ("living", "Living"),
                    ("died", "Has died"),
                    ("unborn", "Not yet born"),
                    ("lost", "A pregnancy that was lost"),
                ],
                default="living",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="relationship",
            name="same_as",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.relationship",
            ),
        ),
        migrations.AddField(
            model_name="relationship",
            name="starts_known",
            field=models.CharField(
                choices=[
                    ("day", "The day is known"),
                    ("month", "The month is known"),
                    ("year", "The year is known"),
                    ("about", "About that year"),
                ],
                default="day",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="relationship",
            name="told_by",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
    ]
