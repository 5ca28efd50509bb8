"""Files on their way in: one that is too large is cut off, so that it cannot fill the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class EnoughHandler(FileUploadHandler):
    """Lets through one piece more than is allowed, by which whoever takes the file knows it."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.came = 0

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        self.came = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.came > settings.LARGEST_FILE:
            return None
        self.came += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None  # the next one makes the file
