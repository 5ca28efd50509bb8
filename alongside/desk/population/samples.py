"""Whom to measure with: workers with about twenty people, and people here and there."""

from uuid import UUID

import psycopg


def workers(owner: psycopg.Connection, most: int) -> list[UUID]:
    """Accounts of workers who have about twenty people now, always the same ones."""
    return _ids(
        owner,
        "select g.account_id from people_grant g where g.basis = 'allocated' and g.until > now()"
        " and g.account_id is not null group by 1 having count(*) between 15 and 25"
        " order by md5(g.account_id::text) limit %s",
        most,
    )


def people_of(owner: psycopg.Connection, worker: UUID) -> list[UUID]:
    """The people whom a worker works with now."""
    return _ids(
        owner,
        "select g.person_id from people_grant g where g.account_id = %s and g.basis = 'allocated'"
        " and g.until > now() order by g.person_id",
        worker,
    )


def people(owner: psycopg.Connection, most: int) -> list[UUID]:
    """People here and there, whoever works with them, always the same ones."""
    return _ids(owner, "select id from people_person order by md5(id::text) limit %s", most)


def names(owner: psycopg.Connection, most: int) -> list[tuple[UUID, str, str]]:
    """People here and there with their given and family names, to be found by them."""
    return owner.execute(
        "select f.person_id, f.detail ->> 'given', f.detail ->> 'family' from people_fact f"
        " where f.kind = 'known as' and f.over_at is null order by md5(f.person_id::text) limit %s",
        [most],
    ).fetchall()


def _ids(owner: psycopg.Connection, question: str, given: object) -> list[UUID]:
    return [id for (id,) in owner.execute(question.encode(), [given]).fetchall()]
