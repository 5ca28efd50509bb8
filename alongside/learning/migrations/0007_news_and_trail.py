"""Who booked is told of a change; and one's own lines of the trail are found without a search."""

from django.db import migrations, models

LINES = "create index foundation_trail_learning on foundation_trail (by_id, at, id) where what like 'learning:%'"


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0004_hand_overs"),
        ("learning", "0004_whom_and_what_was_said"),
        ("learning", "0006_moved_and_brought"),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="has_news",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(LINES, "drop index foundation_trail_learning"),
    ]
