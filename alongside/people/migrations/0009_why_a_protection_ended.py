"""Why something need not be kept from anybody any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0008_ways_in")]

    operations = [
        migrations.AddField(
            model_name="protection",
            name="ended_why",
            field=models.CharField(blank=True, max_length=400),
        ),
    ]
