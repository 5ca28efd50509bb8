-- Dice that always fall the same way for the same seed, ids in the order of time, and days as they are worked.

create function population.dice(n bigint, salt int) returns float8 language sql immutable parallel safe
  return ((hashint8extended(n, {seed}::bigint * 1000 + salt) >> 12) & 4503599627370495)::float8 / 4503599627370496;

create function population.pick(n bigint, salt int, many int) returns int language sql immutable parallel safe
  return floor(((hashint8extended(n, {seed}::bigint * 1000 + salt) >> 12) & 4503599627370495)::float8 / 4503599627370496 * many)::int;

-- A number of a bell curve around nought (Box and Muller).
create function population.bell(n bigint, salt int) returns float8 language sql immutable parallel safe
  return sqrt(-2 * ln(1 - population.dice(n, salt))) * cos(2 * pi() * population.dice(n, salt + 1));

-- What is told to be stable is written out where it is used, and costs no call.
-- A UUIDv7 (RFC 9562) of a moment; `sort` is three hexadecimal digits that keep ids of different tables apart.
create function population.id(at timestamptz, sort text, n bigint) returns uuid language sql stable parallel safe
  return (lpad(to_hex((date_part('epoch', at) * 1000)::bigint), 12, '0') || '7' || sort || '9'
    || right(lpad(to_hex(hashint8extended(n, {seed}::bigint * 1000 + 999)), 16, '0'), 15))::uuid;

-- A random UUIDv4, for what must not be joined to anything by time.
create function population.unlinkable_id(sort text, n bigint) returns uuid language sql stable parallel safe
  return overlay(overlay(md5({seed}::text || ' ' || sort || ' ' || n) placing '4' from 13) placing '8' from 17)::uuid;

create function population.workday(day date) returns date language sql stable parallel safe
  return day - case extract(isodow from day) when 6 then 1 when 7 then 2 else 0 end;

create function population.clock(day date, minutes int) returns timestamptz language sql stable parallel safe
  return (day::timestamp + minutes * interval '1 minute') at time zone 'Europe/London';

-- The days and the sizes that everything is counted from.
create function population.people() returns int language sql immutable parallel safe return {people}::int;
create function population.workers() returns int language sql immutable parallel safe return {workers}::int;
create function population.teams() returns int language sql immutable parallel safe return {teams}::int;
create function population.today() returns date language sql immutable parallel safe return {today}::date;
create function population.this_moment() returns timestamptz language sql immutable parallel safe return {now}::timestamptz;
create function population.for_ever() returns timestamptz language sql immutable parallel safe return '9999-01-01 00:00+00'::timestamptz;

-- The tenth digit of an NHS number (11 and 10: there is none), and which letter begins a pupil number: people/identifiers.py says why.
create function population.nhs_check(nine bigint) returns int language sql immutable parallel safe return ((11 - (
    nine / 100000000 % 10 * 10 + nine / 10000000 % 10 * 9 + nine / 1000000 % 10 * 8 + nine / 100000 % 10 * 7 + nine / 10000 % 10 * 6
    + nine / 1000 % 10 * 5 + nine / 100 % 10 * 4 + nine / 10 % 10 * 3 + nine % 10 * 2) % 11) % 11)::int;
create function population.upn_check(n bigint) returns int language sql immutable parallel safe return ((
    81 + n / 100000000 % 10 * 5 + n / 10000000 % 10 * 6 + n / 1000000 % 10 * 7 + n / 100000 % 10 * 8 + n / 10000 % 10 * 9
    + n / 1000 % 10 * 10 + n / 100 % 10 * 11 + n / 10 % 10 * 12 + n % 10 * 13) % 23)::int;

-- One act for all its lines on the trail, told by what it was done to.
create function population.act(of uuid, sort text) returns uuid language sql stable parallel safe
  return population.id(population.this_moment(), sort, uuid_hash_extended(of, 0));
