"""The settings of tests: a data folder and a database of their own, thrown away afterwards."""

import os
import tempfile

if "ALONGSIDE_TEST_KEEPER" not in os.environ:  # workers of one run inherit these from their keeper
    os.environ["ALONGSIDE_TEST_KEEPER"] = str(os.getpid())
    folder = tempfile.mkdtemp(prefix=f"alongside-test-{os.getpid()}-")
    os.chmod(folder, 0o711)  # root's server runs as somebody else, who passes through
    os.environ["ALONGSIDE_DATA"] = folder
for name in [
    name for name in os.environ if name.startswith("ALONGSIDE_") or name == "DATABASE_URL"
]:
    if name not in (
        "ALONGSIDE_TEST_KEEPER",
        "ALONGSIDE_DATA",
        "ALONGSIDE_POSTGRES_BIN",
        "ALONGSIDE_CHROMIUM",
    ):
        del os.environ[name]

from alongside.settings import *  # noqa: E402, F403

STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
MEDIA_ROOT = DATA / f"files-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
