"""Which question a part answers, as it was asked, and the answer as data."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0008_taken_out_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="part",
            name="asked",
            field=models.CharField(blank=True, default="", max_length=400),
        ),
        migrations.AddField(
            model_name="part",
            name="question",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="part",
            name="value",
            field=models.JSONField(null=True),
        ),
    ]
