"""Open drafts are found by whom they are about: an import that is taken back asks for each."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0002_trail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="draft",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("outcome", "open")), fields=["about"], name="open_draft_about"
            ),
        ),
    ]
