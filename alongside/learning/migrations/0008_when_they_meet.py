"""When a circle meets next; and a card to work on keeps only what its page asks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0007_news_and_trail")]

    operations = [
        *(
            migrations.AddField("circle", name, models.DateTimeField(null=True))
            for name in ("next_at", "next_set_at", "next_changed_at", "next_was_at")
        ),
        migrations.AddField("circle", "next_where", models.CharField(blank=True, max_length=200)),
        migrations.AddField("circle", "next_off_why", models.CharField(blank=True, max_length=400)),
        migrations.AddField("member", "told_at", models.DateTimeField(null=True)),
        migrations.RemoveField("focus", "why"),
        migrations.RemoveField("focus", "guide"),
    ]
