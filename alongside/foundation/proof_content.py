"""The part of the proof that is about what was written, and about files: hashes, then and now."""

from typing import TYPE_CHECKING, NamedTuple

import psycopg
from psycopg import sql

from .postgres.roles import BACKUP
from .sealer import connect

if TYPE_CHECKING:
    from .proof import Proof


class Written(NamedTuple):
    """Something whose hash is on the trail from the moment it was written."""

    kind: str  # as the trail says it
    hash: str  # the function that says its hash now
    name: str
    done: str


VERSION = Written("record.version", "content_hash", "Version", "finished")
ALLEGATION = Written(
    "record.allegationversion", "allegation_hash", "Version of an allegation", "written"
)
ANSWER = Written("record.answer", "answer_hash", "Answer", "written")
CHANGED = """
select t.on_id, min(t.at), bool_or(gate.{hash}(t.on_id) is null)
  from foundation_trail t where t.on_kind = %s and t.detail ? 'content'
   and gate.{hash}(t.on_id) is distinct from t.detail->>'content'
 group by t.on_id order by 2 limit %s
"""
# The person's words had no hash on the trail at first.
WITHOUT_HASH = """
select count(*) from foundation_trail t
 where t.on_kind = 'record.answer' and t.what = 'own words added'
   and not t.detail ? 'content'
"""


def check_content(reader: psycopg.Connection, proof: "Proof", most: int) -> None:
    """Compare what was written with the hash on its line, and look for what nobody wrote."""
    for one in (VERSION, ANSWER, ALLEGATION):
        _check_hashes(reader, proof, one, most)
    for (version,) in reader.execute("select gate.versions_without_line() limit %s", [most]):
        proof.blame(f"Version {version} was finished by nobody: no line of the trail has its hash")
    for (version,) in reader.execute("select gate.allegations_without_line() limit %s", [most]):
        proof.blame(f"Version {version} of an allegation was written by nobody: no line has it")
    for (answer,) in reader.execute("select gate.answers_without_line() limit %s", [most]):
        proof.blame(f"Answer {answer} was written by nobody: no line of the trail tells of it")
    for (file,) in reader.execute("select gate.files_not_as_added() limit %s", [most]):
        proof.blame(f"File {file} is noted with another hash than the one that was added")
    row = reader.execute(sql.SQL(WITHOUT_HASH)).fetchone()
    proof.without_hash = row[0] if row else 0


def _check_hashes(reader: psycopg.Connection, proof: "Proof", one: Written, most: int) -> None:
    from .proof import time_in_words

    question = sql.SQL(CHANGED).format(hash=sql.Identifier(one.hash))
    for id, at, is_gone in reader.execute(question, [one.kind, most]).fetchall():
        words = "is gone" if is_gone else "does not say what it said then"
        proof.blame(f"{one.name} {id}, {one.done} on {time_in_words(at)}, {words}")


def check_files(proof: "Proof") -> None:
    """Read every file that was kept and compare it with its hash; as the role that may see all."""
    from .backup import kept

    with connect(BACKUP) as reader, reader.transaction():
        proof.files, faults = kept.compare(reader)
    for words in faults.sentences():
        proof.blame(words.removesuffix("."))
