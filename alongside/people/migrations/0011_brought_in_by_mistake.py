"""A record that an import began by mistake has a state of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_former_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="state",
            field=models.CharField(
                choices=[
                    ("unborn", "Not yet born"),
                    ("living", "Living"),
                    ("died", "Has died"),
                    ("lost", "A pregnancy that was lost"),
                    ("mistake", "Brought in by mistake"),
                ],
                default="living",
                max_length=10,
            ),
        ),
    ]
