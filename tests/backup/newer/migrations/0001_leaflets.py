"""A table that is filled from what is there."""

from django.db import migrations

LEAFLETS = """
create table newer_leaflet (id int primary key, team text not null, file text not null);
insert into newer_leaflet select row_number() over (order by name), name, 'leaflets/1' from accounts_team;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_first_tables")]
    operations = [migrations.RunSQL(LEAFLETS, "drop table newer_leaflet")]
