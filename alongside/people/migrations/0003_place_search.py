"""The words of addresses, for the search; beside the names, in the schema that the application cannot enter."""

from django.db import migrations

PLACES = """
create table search.place (word text collate "C" not null, person_id uuid not null, primary key (word, person_id));
create index place_of_person on search.place (person_id);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_name_search")]
    operations = [migrations.RunSQL(PLACES, "drop table search.place")]
