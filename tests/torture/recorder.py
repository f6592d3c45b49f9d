"""Writes down what this process asks of its disk: SQLite by a VFS, other files by the system.

The VFS stands in the very library that the program uses, between it and the system's own: every
write, cut and flush of a database file is noted and then done. Of files that Python writes, their
content is read when they are flushed or get their name.
"""

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pysqlite3 import _sqlite3

from tests.torture import platter
from tests.torture.platter import Answered, Event, Flush, FlushNames, Named, Size, Write

POINTER, NUMBER, LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
OK, TEMPORARY = 0, 0x00000008  # SQLITE_OK, SQLITE_OPEN_DELETEONCLOSE
OPEN = ctypes.CFUNCTYPE(NUMBER, POINTER, POINTER, POINTER, NUMBER, POINTER)
DELETE = ctypes.CFUNCTYPE(NUMBER, POINTER, ctypes.c_char_p, NUMBER)
WRITE = ctypes.CFUNCTYPE(NUMBER, POINTER, POINTER, NUMBER, LONG)
TRUNCATE = ctypes.CFUNCTYPE(NUMBER, POINTER, LONG)
SYNC = ctypes.CFUNCTYPE(NUMBER, POINTER, NUMBER)
CLOSE = ctypes.CFUNCTYPE(NUMBER, POINTER)
NEW = 1 << 62  # numbers of files that SQLite made begin here; others are those of the system


class Vfs(ctypes.Structure):
    """``sqlite3_vfs``; what is not touched has no names."""

    _fields_ = [
        ("version", NUMBER), ("file_size", NUMBER), ("longest", NUMBER), ("next", POINTER),
        ("name", ctypes.c_char_p), ("data", POINTER), ("open", POINTER), ("delete", POINTER),
        ("rest", POINTER * 15),
    ]  # fmt: skip


class Methods(ctypes.Structure):
    """``sqlite3_io_methods``."""

    _fields_ = [
        ("version", NUMBER), ("close", POINTER), ("read", POINTER), ("write", POINTER),
        ("truncate", POINTER), ("sync", POINTER), ("rest", POINTER * 14),
    ]  # fmt: skip


class Recorder:
    """The events below a folder, in their order; paths are told from that folder on."""

    def __init__(self, top: Path, kept: Iterable[Path]) -> None:
        self.top, self.events = top, list[Event]()
        self.start = [(str(path.relative_to(top)), path.read_bytes()) for path in kept]
        self.lock = threading.RLock()
        self.on = False
        self._vfs = Shim(self)
        self._fsync = os.fsync
        self._made = NEW
        sys.addaudithook(self._hear)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Note what happens meanwhile; connections must be opened inside and closed inside."""
        self.on = True
        os.fsync = self._flush  # what Python's own callers find
        self._vfs.register()
        try:
            yield
        finally:
            self._vfs.unregister()
            os.fsync = self._fsync
            self.on = False

    def answered(self, what: str) -> None:
        self.note(Answered(what))

    def note(self, *events: Event) -> None:
        with self.lock:
            self.events += events

    def inside(self, path: str) -> str:
        """The path from the folder on, or nothing for one elsewhere."""
        whole = Path(path).absolute()
        return str(whole.relative_to(self.top)) if whole.is_relative_to(self.top) else ""

    def new_file(self) -> int:
        self._made += 1
        return self._made

    def _flush(self, handle: int) -> None:
        self._fsync(handle)
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if self.inside(str(path)) and path.is_dir():
            self.note(FlushNames(self.inside(str(path))))
        elif self.inside(str(path)):
            number = os.fstat(handle).st_ino
            self.note(*self._content(number, path), Flush(number))

    def _content(self, number: int, path: Path) -> tuple[Event, ...]:
        return Size(number, 0), Write(number, 0, path.read_bytes())

    def _hear(self, event: str, told: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "os.rename" and self.inside(os.fspath(told[1])):
            source, number = Path(os.fspath(told[0])), Path(os.fspath(told[0])).stat().st_ino
            flushed = any(isinstance(e, Flush) and e.file == number for e in self.events[-8:])
            content = () if flushed else self._content(number, source)
            self.note(*content, Named(self.inside(os.fspath(told[1])), number))
        elif event == "os.remove" and self.inside(os.fspath(told[0])):
            self.note(Named(self.inside(os.fspath(told[0])), None))


class Shim:
    """A VFS that is the default one while it is registered, and hands everything on."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.library = ctypes.CDLL(_sqlite3.__file__)
        self.library.sqlite3_vfs_find.restype = ctypes.POINTER(Vfs)
        self.below = self.library.sqlite3_vfs_find(None).contents
        self.numbers = {
            path: platter.first(place) for place, (path, _) in enumerate(recorder.start)
        }
        self.opened: dict[int, tuple[int, str, Methods]] = {}  # by address of the file
        self.unnamed: set[int] = set()  # new files whose folder is flushed with them
        self.tables: dict[int, Methods] = {}
        self.calls = {
            name: kind(getattr(self, f"_{name}"))
            for name, kind in (
                ("open", OPEN), ("delete", DELETE), ("write", WRITE), ("truncate", TRUNCATE),
                ("sync", SYNC), ("close", CLOSE),
            )
        }  # fmt: skip
        self.ours = Vfs.from_buffer_copy(self.below)
        self.ours.next, self.ours.name = None, b"recorder"
        self.ours.open, self.ours.delete = self._at("open"), self._at("delete")

    def register(self) -> None:
        self.library.sqlite3_vfs_register(ctypes.byref(self.ours), 1)

    def unregister(self) -> None:
        self.library.sqlite3_vfs_register(ctypes.byref(self.below), 1)
        self.library.sqlite3_vfs_unregister(ctypes.byref(self.ours))

    def _at(self, name: str) -> int | None:
        return ctypes.cast(self.calls[name], POINTER).value

    def _open(self, _: int, name: int | None, file: int, flags: int, out: int) -> int:
        """The name is handed on where it stands: the file below keeps it and reads beyond it."""
        whole = os.fsdecode(ctypes.string_at(name)) if name else ""
        path = self.recorder.inside(whole) if whole else ""
        is_new = bool(path) and not Path(whole).exists()
        code: int = OPEN(self.below.open)(ctypes.addressof(self.below), name, file, flags, out)
        if code == OK and path and not flags & TEMPORARY:
            self._watch(file, path, is_new)
        return code

    def _watch(self, file: int, path: str, is_new: bool) -> None:
        """Give an open file a table of our own, whose calls end in its real one."""
        place = POINTER.from_address(file)
        real = Methods.from_address(place.value or 0)
        if place.value not in self.tables:
            own = Methods.from_buffer_copy(real)
            for name in ("write", "truncate", "sync", "close"):
                setattr(own, name, self._at(name))
            self.tables[place.value or 0] = own
        own = self.tables[place.value or 0]
        if is_new or path not in self.numbers:
            self.numbers[path] = self.recorder.new_file()
        number = self.numbers[path]
        if is_new:
            self.unnamed.add(number)
            self.recorder.note(Named(path, number))
        self.opened[file] = number, path, real
        place.value = ctypes.addressof(own)

    def _delete(self, _: int, name: bytes, flush: int) -> int:
        code: int = DELETE(self.below.delete)(ctypes.addressof(self.below), name, flush)
        path = self.recorder.inside(os.fsdecode(name))
        if code == OK and path:
            self.recorder.note(Named(path, None))
            if flush:
                self.recorder.note(FlushNames(platter.folder_of(path)))
        return code

    def _write(self, file: int, content: int, length: int, at: int) -> int:
        return self._done(file, WRITE, "write", (content, length, at), lambda number: [
            Write(number, at, ctypes.string_at(content, length))
        ])  # fmt: skip

    def _truncate(self, file: int, size: int) -> int:
        return self._done(file, TRUNCATE, "truncate", (size,), lambda number: [Size(number, size)])

    def _sync(self, file: int, flags: int) -> int:
        return self._done(file, SYNC, "sync", (flags,), self._flushed)

    def _flushed(self, number: int) -> list[Event]:
        """The system's VFS flushes the folder of a new write log with its first flush."""
        path = next(path for path, each in self.numbers.items() if each == number)
        names = [FlushNames(platter.folder_of(path))] if number in self.unnamed else []
        self.unnamed.discard(number)
        return [Flush(number), *names]

    def _done(
        self,
        file: int,
        kind: Any,
        name: str,
        told: tuple[int, ...],
        events: Callable[[int], list[Event]],
    ) -> int:
        number, _path, real = self.opened[file]
        with self.recorder.lock:  # events of two threads stand in the order of the disk's
            code: int = kind(getattr(real, name))(file, *told)
            if code == OK:
                self.recorder.note(*events(number))
        return code

    def _close(self, file: int) -> int:
        _number, _path, real = self.opened.pop(file)
        code: int = CLOSE(real.close)(file)
        return code
