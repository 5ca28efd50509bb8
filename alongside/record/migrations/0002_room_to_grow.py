"""Settings of storage for the two tables that grow most."""

from django.db import migrations

SETTINGS = """
alter table record_entry set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table record_about set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_first_tables")]
    operations = [migrations.RunSQL(SETTINGS, migrations.RunSQL.noop)]
