"""This process alone: it reaches no network and starts no program; whoever tries ends it.

The kernel of Linux holds to it (seccomp), whatever code runs here later. Nothing that is read in
such a process needs either, so a try is never a mistake.
"""

import ctypes
import platform
import struct

NO_NEW_PRIVILEGES, SECCOMP, FILTERED = 38, 22, 2  # of prctl(2)
ALLOW, END = 0x7FFF0000, 0x80000000
NUMBER, MACHINE = 0, 4  # where the filter finds them
LOAD, EQUALS, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06  # of BPF
OTHER_NUMBERS = 0x40000000  # x86-64 knows every call under a second number

# Machine -> its mark, and the numbers of socket, connect, execve, execveat, io_uring_setup.
CALLS = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 425)),
}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]


def shut() -> bool:
    """End this process from now on when it opens a socket or starts a program.

    Reading: False on a system that cannot be asked for it; there only the limits hold.
    """
    mark, calls = CALLS.get(platform.machine(), (0, ()))
    if platform.system() != "Linux" or not mark:
        return False
    steps = ctypes.create_string_buffer(_filter(mark, calls))
    program = _Program(len(steps) // 8, ctypes.cast(steps, ctypes.c_void_p))
    system = ctypes.CDLL(None)
    if system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not system.prctl(SECCOMP, FILTERED, ctypes.byref(program), 0, 0)


def _filter(mark: int, calls: tuple[int, ...]) -> bytes:
    """The steps: another machine's calls or one of ``calls`` jump to the last, which ends."""
    asked = [(AT_LEAST, OTHER_NUMBERS), *((EQUALS, call) for call in calls)]
    steps = [_step(LOAD, MACHINE), _step(EQUALS, mark, no=len(asked) + 2), _step(LOAD, NUMBER)]
    for place, (kind, value) in enumerate(asked):
        steps.append(_step(kind, value, yes=len(asked) - place))
    return b"".join([*steps, _step(ANSWER, ALLOW), _step(ANSWER, END)])


def _step(kind: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", kind, yes, no, value)
