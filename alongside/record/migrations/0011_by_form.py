"""Versions of questionnaires by the form that asked."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0010_agreement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="version",
            index=models.Index(
                condition=models.Q(("form__startswith", "note "), _negated=True),
                fields=["form"],
                name="versions_by_form",
            ),
        ),
    ]
