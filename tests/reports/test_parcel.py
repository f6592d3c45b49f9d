"""Archives under a passphrase, as common archivers open them."""

import ctypes
import ctypes.util
import os
import zipfile
from io import BytesIO

import pytest

from nguon.reports.parcel import WrongPassphrase, unwrapped, wrapped
from tools.programs import ARCHIVE, find

pytestmark = pytest.mark.pure
WORDS = "ba bốn từ ghép lại"


@pytest.mark.parametrize("content", [b"", b"so " * 5000, os.urandom(70_001)])
def test_what_went_in_comes_out_with_the_passphrase_only(content):
    archive = wrapped(content, "so.xlsx", passphrase=WORDS)

    assert unwrapped(archive, passphrase=WORDS) == content
    with pytest.raises(WrongPassphrase):
        unwrapped(archive, passphrase=WORDS + " ")


def test_an_altered_archive_does_not_open():
    archive = bytearray(wrapped(b"x" * 500, "so.xlsx", passphrase=WORDS))
    archive[75] ^= 1

    with pytest.raises(WrongPassphrase):
        unwrapped(bytes(archive), passphrase=WORDS)


def test_the_content_cannot_be_read_from_the_archive_and_it_is_a_sound_zip():
    archive = wrapped(b"Kinh; khong", "so.xlsx", passphrase=WORDS)

    assert b"Kinh" not in archive
    with zipfile.ZipFile(BytesIO(archive)) as found:
        (entry,) = found.infolist()
        assert (entry.filename, entry.file_size) == ("so.xlsx", 11)
        with pytest.raises((NotImplementedError, RuntimeError)):
            found.read(entry, pwd=b"x")


def test_another_program_opens_it_too():
    find(ARCHIVE)
    library = ctypes.CDLL(ctypes.util.find_library("archive"))
    library.archive_read_new.restype = ctypes.c_void_p
    library.archive_read_data.restype = ctypes.c_ssize_t
    content = wrapped("Hồ Thị Mẫu".encode() * 100, "so.xlsx", passphrase=WORDS)

    reader = ctypes.c_void_p(library.archive_read_new())
    library.archive_read_support_format_zip(reader)
    library.archive_read_add_passphrase(reader, WORDS.encode())
    assert library.archive_read_open_memory(reader, content, ctypes.c_size_t(len(content))) == 0
    entry, told = ctypes.c_void_p(), ctypes.create_string_buffer(5000)
    assert library.archive_read_next_header(reader, ctypes.byref(entry)) == 0
    size = library.archive_read_data(reader, told, ctypes.c_size_t(5000))
    library.archive_read_free(reader)

    assert told.raw[:size] == "Hồ Thị Mẫu".encode() * 100
