"""With which version of an entry a picture or a paper came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0003_attachments")]

    operations = [
        migrations.AddField("attachment", "since", models.IntegerField(default=1)),
    ]
