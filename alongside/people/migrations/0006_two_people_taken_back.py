"""That two records are two people can be taken back, and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_ends_as_they_were"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notthesame",
            name="not_the_same_once",
        ),
        migrations.AddField(
            model_name="notthesame",
            name="over_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="notthesame",
            name="over_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notthesame",
            name="over_why",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddConstraint(
            model_name="notthesame",
            constraint=models.UniqueConstraint(
                condition=models.Q(("over_at", None)),
                fields=("one", "other"),
                name="not_the_same_once",
            ),
        ),
    ]
