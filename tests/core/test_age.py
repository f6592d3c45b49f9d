"""Sealed files: whole or refused, to the last bit; and what others sealed opens, too."""

import base64
import io
import os

import pytest

from nguon.cli import sealed_keys
from nguon.core.backup import age, bech32

KEY = age.new_identity()
TO = age.recipient_of(KEY)
# Written by another program that speaks the format, to the key beside it.
THEIRS = "AGE-SECRET-KEY-1PS0GMR8X3LGASKVGQZWADDQ6HKMFN8FSWWJQJY7Z9R292CYAK33S2VHCPZ"
THEIR_FILE = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBQOVNLamM0OXpMVTV2TlhzRFo0a09TdDBFdDI3ZXV2"
    "Yi9veDdOMFdSYUR3CkJLT2pGTkNqL3ovdzIxbk5HYW1Sd2lFNHB0NG9RT0FCMXBXU1o5ZDAyUWcKLT4gfC1n"
    "cmVhc2UgZixYfTNbR1ogSU5cbCg3MzkKVDRtVXNMYzlOUklOR2l0SXMyc0FTVTJvWFRtQ2FqTDUxZ1MxZjcy"
    "b3I5bHNOdzRIYW1zQ2hjVURmcDVBTEhTeQpLLytBc28vS0s5bnJvczBQTFRvV0FPNGcKLS0tIC9oVzcrTkdG"
    "WUJudkFCdnVBbUVwY01QeURRdWZ6ekpuNXEzQU1kQ2VCUlEKMt3qFZv1Bi36tE7jRwpxkyqX3F+dRcSsYRwV"
    "xOsZfyswXXwg7Cc9EQ=="
)


def sealed(content: bytes, *to: str) -> bytes:
    out = io.BytesIO()
    with age.Sealer(out, to or (TO,)) as sealer:
        sealer.write(content)
    return out.getvalue()


def opened(file: bytes, *keys: str) -> bytes:
    return age.Opener(io.BytesIO(file), keys or (KEY,)).read()


@pytest.mark.parametrize("length", [0, 1, 65535, 65536, 65537, 131072, 200_000])
def test_what_was_sealed_comes_out_as_it_was(length):
    content = os.urandom(length)

    assert opened(sealed(content)) == content


def test_either_of_two_keys_opens_a_file_and_a_third_does_not():
    other, third = age.new_identity(), age.new_identity()
    file = sealed(b"x", TO, age.recipient_of(other))

    assert (opened(file), opened(file, other)) == (b"x", b"x")
    with pytest.raises(age.WrongKey):
        opened(file, third)


def test_a_file_of_another_program_opens():
    assert opened(base64.b64decode(THEIR_FILE), THEIRS) == b"Khe Xong"


def test_every_flipped_bit_is_noticed():
    file = sealed(b"Khe Xong" * 3)
    for at in range(len(file)):
        for bit in range(8):
            spoilt = bytearray(file)
            spoilt[at] ^= 1 << bit
            with pytest.raises((age.Damaged, age.WrongKey, age.NotSealed)):
                opened(bytes(spoilt))


def test_every_missing_end_is_noticed_and_so_is_anything_behind_it():
    file = sealed(b"Khe Xong" * 3)
    for length in range(len(file)):
        with pytest.raises((age.Damaged, age.WrongKey, age.NotSealed)):
            opened(file[:length])
    with pytest.raises(age.Damaged):
        opened(file + b"\0")


@pytest.mark.parametrize("portions", [1, 2])
def test_a_file_cut_between_two_portions_is_noticed(portions):
    file = sealed(os.urandom(3 * age.PORTION))
    sealed_portion = age.PORTION + age.TAG
    head = len(file) - 3 * sealed_portion

    with pytest.raises(age.Damaged):
        opened(file[: head + portions * sealed_portion])


def test_portions_that_changed_places_are_noticed():
    file = sealed(os.urandom(3 * age.PORTION))
    size = age.PORTION + age.TAG
    head = len(file) - 3 * size
    one, two = file[head : head + size], file[head + size : head + 2 * size]

    with pytest.raises(age.Damaged):
        opened(file[:head] + two + one + file[head + 2 * size :])


def test_a_key_is_read_from_a_sheet_as_it_is_typed():
    lines = "\n  ".join(sealed_keys.grouped(KEY))

    assert sealed_keys.read(f"Tờ 1\n{lines.lower()}\n\nKhoá công khai: {TO}") == [KEY]


def test_a_wrong_letter_of_a_key_is_told():
    wrong = KEY[:30] + ("Q" if KEY[30] != "Q" else "P") + KEY[31:]

    with pytest.raises(bech32.Mistyped):
        sealed_keys.read(wrong)
    with pytest.raises(bech32.Mistyped):
        sealed_keys.read(KEY[:-1])
