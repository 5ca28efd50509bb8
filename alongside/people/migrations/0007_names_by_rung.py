"""Each word that somebody is found by keeps the rung that may read the name that it is from."""

from django.db import migrations

RUNGS = """
alter table search.pair add column needs smallint not null default 1;
alter table search.of_person add column needs smallint not null default 1;
update search.of_person o set needs = n.needs
  from (select f.person_id, t.id as token_id, min(f.needs) as needs
      from people_fact f, lateral (
          select jsonb_array_elements_text(f.detail -> 'find' -> 'givens') as w
          union select jsonb_array_elements_text(f.detail -> 'find' -> 'families')) x
      join search.token t on t.token = left(x.w, 60)
     where f.kind in ('known as', 'legal name', 'previous name') and f.over_at is null
     group by 1, 2 having min(f.needs) > 1) n
 where o.person_id = n.person_id and o.token_id = n.token_id;
update search.pair p set needs = greatest(x.needs, y.needs)
  from search.of_person x, search.of_person y
 where x.person_id = p.person_id and x.token_id = p.a
   and y.person_id = p.person_id and y.token_id = p.b and (x.needs > 1 or y.needs > 1);
"""
NO_RUNGS = """
alter table search.pair drop column needs;
alter table search.of_person drop column needs;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_two_people_taken_back")]
    operations = [migrations.RunSQL(RUNGS, NO_RUNGS)]
