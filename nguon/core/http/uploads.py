"""Uploads stay in memory: nothing that somebody sends lies open on a disk, and none is endless."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers


class InMemory(FileUploadHandler):
    """Takes the files of one request up to ``UPLOAD_LIMIT`` together, and one byte more.

    What does not fit is told by the size of the file that was cut, without ever having been
    kept: it is the limit and one byte.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.room = settings.UPLOAD_LIMIT + 1

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.taken = BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken.write(raw_data[: self.room])
        self.room = max(0, self.room - len(raw_data))

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        size = self.taken.tell() if self.room else settings.UPLOAD_LIMIT + 1
        self.taken.seek(0)
        return InMemoryUploadedFile(
            file=self.taken,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
