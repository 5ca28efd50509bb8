"""The tables of the name search, in a schema that the application cannot enter."""

from django.db import migrations

SEARCH = """
create extension if not exists fuzzystrmatch;
create schema if not exists search;
create table search.token (id int generated always as identity primary key, token text collate "C" not null unique, n int not null default 1);
create table search.key (key text collate "C" not null, token_id int not null references search.token, primary key (key, token_id));
create table search.pair (a int not null, b int not null, person_id uuid not null, primary key (a, b, person_id));
create index pair_of_person on search.pair (person_id);
create table search.of_person (person_id uuid not null, token_id int not null, primary key (person_id, token_id));
create index of_person_token on search.of_person (token_id);
create table search.nickname (token text collate "C" not null, family int not null, primary key (token, family));
create index nickname_family on search.nickname (family);
create table search.unlisted (person_id uuid primary key);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first_tables")]
    operations = [migrations.RunSQL(SEARCH, "drop schema search cascade")]
