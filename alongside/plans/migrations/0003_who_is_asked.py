"""Who is asked to a meeting is found by name, so that nobody's own meetings cost a look at all."""

from django.db import migrations

ASKED = r"""create index plans_meetingline_asked on plans_meetingline
    (lower(regexp_replace(btrim(split_part(who, ',', 1)), '\s+', ' ', 'g')))
    where what = 'invited' and not is_own"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_meetings")]

    operations = [migrations.RunSQL(ASKED, "drop index plans_meetingline_asked")]
