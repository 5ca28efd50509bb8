"""Whether a plan goes on is known by the few lines that end one, without reading the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_who_is_asked")]

    operations = [
        migrations.AddIndex(
            model_name="line",
            index=models.Index(
                fields=["plan"], name="ends_of_plan", condition=models.Q(what__in=("over", "out"))
            ),
        ),
    ]
