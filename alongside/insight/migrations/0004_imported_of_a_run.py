"""What one import brought is gone through person by person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0003_exports"),
        ("people", "0011_brought_in_by_mistake"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="imported",
            index=models.Index(fields=["run", "person"], name="imported_of_run"),
        ),
    ]
