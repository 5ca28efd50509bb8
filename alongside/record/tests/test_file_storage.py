"""Files in a bucket instead of on a disk: the storage protocol, and nothing of a disk in it."""

import io
import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage

from alongside.record.files import keeping
from tests.browsing import Browse
from tests.cast import Cast

from . import samples
from .bringing import add, begin
from .conftest import Finished

pytestmark = pytest.mark.django_db


class Bucket(Storage):
    """A storage that is somewhere else: it has no paths, and only what was sent is there."""

    def __init__(self) -> None:
        self.there: dict[str, bytes] = {}

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        if name not in self.there:
            raise FileNotFoundError(name)
        return File(io.BytesIO(self.there[name]), name)

    def _save(self, name: str, content: "File[Any]") -> str:
        content.seek(0)
        self.there[name] = content.read()
        return name

    def delete(self, name: str) -> None:
        self.there.pop(name, None)

    def exists(self, name: str) -> bool:
        return name in self.there

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        start = f"{path}/"
        return [], [name.removeprefix(start) for name in self.there if name.startswith(start)]


@pytest.fixture(autouse=True)
def bucket(settings: Any) -> None:
    ours = {"BACKEND": f"{__name__}.Bucket"}
    settings.STORAGES = {**settings.STORAGES, "default": ours}


def test_a_file_goes_there_and_comes_back(cast: Cast, finished: Finished, browse: Browse) -> None:
    came = samples.from_a_phone()
    _, row = finished(came)
    with keeping.opened(keeping.original(row.pk)) as file:
        assert file.read() == came
    answer = browse(cast.alice).get(f"/attachments/{row.pk}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]


def test_nothing_is_ever_put_over_something(cast: Cast) -> None:
    row = add(begin(cast.alice, cast.ade), cast.alice)
    with keeping.opened(keeping.shown(row.pk)) as file, pytest.raises(FileExistsError):
        keeping.keep(keeping.original(row.pk), file)
    assert default_storage.listdir("originals")[1] == [str(row.pk)]


def test_a_bucket_is_named_in_the_settings() -> None:
    code = (
        "from alongside.settings import STORAGES as s; one = s['default']\n"
        "print(one['BACKEND'], one['OPTIONS']['bucket_name'], one['OPTIONS']['endpoint_url'],"
        " one['OPTIONS']['file_overwrite'], one['OPTIONS']['default_acl'])"
    )
    told = {"ALONGSIDE_S3_BUCKET": "files", "ALONGSIDE_S3_ENDPOINT": "https://s3.example"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [
        "storages.backends.s3.S3Storage",
        "files",
        "https://s3.example",
        "False",
        "None",
    ]
