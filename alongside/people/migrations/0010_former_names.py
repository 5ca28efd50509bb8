"""Names that had ended or were put right take the record to read, and to find somebody by."""

from django.db import migrations

FORMER = """
update people_fact set needs = 2
 where needs < 2 and kind in ('known as', 'legal name', 'say it', 'pronouns', 'sex')
   and (over_at is not null or ends_on <= (now() at time zone 'Europe/London')::date);
update search.of_person o set needs = n.needs
  from (select f.person_id, t.id as token_id, min(f.needs) as needs
      from people_fact f, lateral (
          select jsonb_array_elements_text(f.detail -> 'find' -> 'givens') as w
          union select jsonb_array_elements_text(f.detail -> 'find' -> 'families')) x
      join search.token t on t.token = left(x.w, 60)
     where f.kind in ('known as', 'legal name', 'previous name') and f.over_at is null
     group by 1, 2 having min(f.needs) > 1) n
 where o.person_id = n.person_id and o.token_id = n.token_id and o.needs <> n.needs;
update search.pair p set needs = greatest(x.needs, y.needs)
  from search.of_person x, search.of_person y
 where x.person_id = p.person_id and x.token_id = p.a
   and y.person_id = p.person_id and y.token_id = p.b
   and p.needs <> greatest(x.needs, y.needs);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0009_why_a_protection_ended")]
    # Going back, nobody needs to learn the names again.
    operations = [migrations.RunSQL(FORMER, migrations.RunSQL.noop)]
