"""A mail server of one's own: real lines on a real port, and told how to misbehave."""

import os
import signal
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default


@dataclass
class Mailbox:
    """What the server took, and what it is to answer instead of yes, in turn."""

    port: int = 0
    taken: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    kill: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def answer(self, to: str, otherwise: str) -> str:
        """The next answer that was told for this command; the word ``hang up`` breaks the line."""
        if self.answers and self.answers[0][0] == to:
            return self.answers.pop(0)[1]
        return otherwise


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    box = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 thu.example")
            while line := self.rfile.readline().decode().strip():
                if not COMMANDS.get(line[:4].upper(), _other)(self, box, line):
                    return

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _reply(handler: object, box: Mailbox, to: str, otherwise: str) -> bool:
    words = box.answer(to, otherwise)
    if words == "hang up":
        return False
    handler._say(words)
    return True


def _rcpt(handler, box, line) -> bool:
    box.recipients.append(line.partition(":")[2].strip("<> "))
    return _reply(handler, box, "RCPT", "250 ok")


def _data(handler, box, line) -> bool:
    asked = box.answer("DATA", "354 go on")
    handler._say(asked)
    if not asked.startswith("354"):
        return True
    words = bytearray()
    while (part := handler.rfile.readline()) not in (b".\r\n", b""):
        words += part.removeprefix(b".") if part.startswith(b"..") else part
    box.taken.append(message_from_bytes(bytes(words), policy=default))
    if box.kill:
        os.kill(box.kill, signal.SIGKILL)
    if box.answer("WORDS", "") == "hang up":
        return False
    if refused := box.answer("AFTER", ""):
        box.taken.pop()
        handler._say(refused)
        return True
    return _reply(handler, box, "TAKEN", "250 taken")


def _quit(handler, box, line) -> bool:
    _reply(handler, box, "QUIT", "221 bye")
    return False


def _other(handler, box, line) -> bool:
    return _reply(handler, box, line[:4].upper(), "250 ok")


COMMANDS: dict[str, Callable[..., bool]] = {"RCPT": _rcpt, "DATA": _data, "QUIT": _quit}
