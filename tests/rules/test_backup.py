"""What a backup needs of every package: to know of its files, and no job that may not be lost."""

from procrastinate.contrib.django import app

from alongside import wiring
from alongside.foundation.backup.manifest import LEFT_OUT
from alongside.foundation.rows import OPEN
from tests.rules import house

# Who uses the storage. Whoever puts something there names it in wiring.KEPT_FILES.
USE_STORAGE = {
    "alongside/foundation/backup/kept.py": "reads it for backups",
    "alongside/foundation/backup/loading.py": "fills it from a backup",
    "alongside/foundation/backup/target.py": "looks whether it is empty",
    "alongside/record/files/keeping.py": "in KEPT_FILES, by alongside.record.files.kept",
    "alongside/record/jobs.py": "clears away what belongs to no row",
    "alongside/record/views/attachments.py": "sends what is shown",
}
# Jobs that wait are in no backup. What none of these jobs nor a periodic one finds again is lost.
MAY_BE_LOST = {
    "alongside.accounts.jobs.send_new_way_in": "whoever forgot their password asks again",
    "alongside.record.jobs.make_paper": "whoever waits for the file is told to ask again",
}


def test_whoever_keeps_files_has_them_backed_up() -> None:
    found = {
        house.name(path)
        for path in house.own()
        if any(word in path.read_text() for word in ("default_storage", "models.FileField"))
    }
    assert found == set(USE_STORAGE), "Are the files of these in wiring.KEPT_FILES?"
    assert wiring.KEPT_FILES == ("alongside.record.files.kept:kept_files",)


def test_a_job_that_waits_may_be_lost_without_harm() -> None:
    """A restore starts with an empty queue, or trying one out would send every message again."""
    periodic = {name for name, _id in app.periodic_registry.periodic_tasks}
    ours = {name for name in app.tasks if name.startswith("alongside.") and ".tests." not in name}
    assert ours - periodic == set(MAY_BE_LOST), (
        "What becomes of such a job when a backup is restored?"
    )


def test_what_is_left_out_is_about_nobody() -> None:
    """Tables with rows about people are never left out."""
    links = {"accounts_signinlink"}  # hashes, which are over in a day
    assert {name.removeprefix("public.") for name in LEFT_OUT} <= set(OPEN) | links
