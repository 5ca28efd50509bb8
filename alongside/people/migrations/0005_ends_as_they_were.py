"""Until when a grant was to be, before it was ended early; and a bar whose ground is not said."""

from django.db import migrations, models

# Those two never had an end of their own, so what a death ended before this can still be undone.
OPEN_UNTIL_A_DEATH = """
update people_grant set until_before = '9999-01-01 00:00:00+00'
 where ended_why = 'They have died' and basis in ('the person themselves', 'acting for them')
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_ended_bars")]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="until_before",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="bar",
            name="ground",
            field=models.CharField(
                choices=[
                    ("own record", "It is their own record"),
                    ("family", "Family, a neighbour or a friend"),
                    ("conflict declared", "A conflict of interest that they declared"),
                    ("objection", "The person asked for it"),
                    ("not said", "The ground is not said here"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunSQL(OPEN_UNTIL_A_DEATH, migrations.RunSQL.noop),
    ]
