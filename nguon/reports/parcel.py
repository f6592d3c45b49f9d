"""One file in a zip archive under a passphrase, for lists that leave with sensitive data.

The format is WinZip's AE-2 with AES-256, which the archivers that offices use open by themselves.
The name of the file inside stays readable, so it names nobody.
"""

import hmac
import io
import os
import zipfile
import zlib
from hashlib import pbkdf2_hmac, sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

AES_256 = 3
SALT, KEY, CHECK, SEAL = 16, 32, 2, 10  # bytes
ROUNDS = 1000  # fixed by the format
BLOCK = 16
METHOD, DEFLATED, NEEDED, ENCRYPTED, UTF_8 = 99, 8, 51, 0x1, 0x800
EXTRA = b"\x01\x99\x07\x00\x02\x00AE" + bytes((AES_256,)) + DEFLATED.to_bytes(2, "little")


class WrongPassphrase(ValueError):
    """The passphrase does not open this archive, or the archive was altered."""


def wrapped(content: bytes, name: str, *, passphrase: str) -> bytes:
    """Return an archive that holds ``content`` as ``name`` and opens only with the passphrase."""
    salt = os.urandom(SALT)
    key, sealing, check = _keys(passphrase, salt)
    squeezed = zlib.compressobj(wbits=-15)
    body = _turned(key, squeezed.compress(content) + squeezed.flush())
    sealed = salt + check + body + hmac.digest(sealing, body, sha1)[:SEAL]
    return _archive(name.encode(), sealed, len(content))


def unwrapped(archive: bytes, *, passphrase: str) -> bytes:
    """Return what ``wrapped`` put in.

    Raises: WrongPassphrase.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        entry = found.infolist()[0]
    start = entry.header_offset + 30 + len(entry.filename.encode()) + len(EXTRA)
    sealed = archive[start : start + entry.compress_size]
    key, sealing, check = _keys(passphrase, sealed[:SALT])
    body, seal = sealed[SALT + CHECK : -SEAL], sealed[-SEAL:]
    same = hmac.compare_digest(hmac.digest(sealing, body, sha1)[:SEAL], seal)
    if sealed[SALT : SALT + CHECK] != check or not same:
        raise WrongPassphrase(entry.filename)
    return zlib.decompress(_turned(key, body), wbits=-15)


def _keys(passphrase: str, salt: bytes) -> tuple[bytes, bytes, bytes]:
    """The key of the cipher, that of the seal, and two bytes that tell a wrong passphrase."""
    made = pbkdf2_hmac("sha1", passphrase.encode(), salt, ROUNDS, 2 * KEY + CHECK)
    return made[:KEY], made[KEY : 2 * KEY], made[2 * KEY :]


def _turned(key: bytes, content: bytes) -> bytes:
    """Counter mode as the format has it: the counter begins at one and is little-endian."""
    blocks = -(-len(content) // BLOCK)
    counters = b"".join(number.to_bytes(BLOCK, "little") for number in range(1, blocks + 1))
    # ECB over the counters is counter mode; the library's own counts the other way round
    machine = Cipher(algorithms.AES256(key), modes.ECB()).encryptor()  # noqa: S305
    stream = machine.update(counters)[: len(content)]
    return (int.from_bytes(content, "little") ^ int.from_bytes(stream, "little")).to_bytes(
        len(content), "little"
    )


def _archive(name: bytes, sealed: bytes, size: int) -> bytes:
    """Local header, content, directory and its end; no day, no checksum of the plain content."""
    flags = ENCRYPTED | UTF_8
    same = b"".join(
        (
            NEEDED.to_bytes(2, "little"),
            flags.to_bytes(2, "little"),
            METHOD.to_bytes(2, "little"),
            b"\x00\x00\x21\x00",  # 1 January 1980, the first day that the format knows
            bytes(4),
            len(sealed).to_bytes(4, "little"),
            size.to_bytes(4, "little"),
            len(name).to_bytes(2, "little"),
            len(EXTRA).to_bytes(2, "little"),
        )
    )
    local = b"PK\x03\x04" + same + name + EXTRA + sealed
    directory = b"PK\x01\x02" + NEEDED.to_bytes(2, "little") + same + bytes(14) + name + EXTRA
    places = len(directory).to_bytes(4, "little") + len(local).to_bytes(4, "little")
    end = b"PK\x05\x06" + bytes(4) + b"\x01\x00\x01\x00" + places + bytes(2)
    return local + directory + end
