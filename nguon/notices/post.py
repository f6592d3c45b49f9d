"""How letters leave: through the office's mail server, or into a folder where there is none.

A delivery says which of three things happened: it was taken, it was certainly not taken
(``Refused``), or nobody knows (``Unsure``): the line broke after the words were handed over.
"""

import os
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

from nguon.core import installation

PATIENCE = 20.0  # seconds for each answer of the server
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
TAKEN, FOR_GOOD = 250, 500


class Refused(Exception):
    """The letter was not taken; ``for_good``: asking again makes no sense."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.code, self.for_good = code, for_good


class Unsure(Exception):
    """The letter was handed over and no answer came."""


class Post(Protocol):
    """Whoever takes letters."""

    def deliver(self, letter: EmailMessage, name: str) -> None:
        """Take one letter; ``name`` is what it goes by, the same each time.

        Raises: Refused, Unsure.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """Letters as files, for a demonstration and for offices without a mail server."""

    path: Path

    def deliver(self, letter: EmailMessage, name: str) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        here, made = self.path / f"{name}.eml", self.path / f".{name}.new"
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(letter.as_bytes(policy=WIRE))
        made.replace(here)


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server; a connection a letter, for there are few."""

    url: str

    def deliver(self, letter: EmailMessage, name: str) -> None:
        try:
            line = self._open()
        except (OSError, smtplib.SMTPException) as broken:
            raise _refusal(broken) from broken
        try:
            _greet(line, letter)
            _hand_over(line, letter)
        finally:
            _leave(line)

    def _open(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        safe = ssl.create_default_context()
        if parts.scheme == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=safe)
        else:
            line = smtplib.SMTP(host, port, timeout=PATIENCE)
        try:
            if parts.scheme == "smtp+tls":
                line.starttls(context=safe)
            if parts.username:
                line.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            line.close()
            raise
        return line


def post_office() -> Post:
    """The mail server that is set, unless everybody in here is invented."""
    if settings.SMTP_URL and not installation.is_demonstration():
        return Server(settings.SMTP_URL)
    return Folder(settings.OUTBOX)


def _greet(line: smtplib.SMTP, letter: EmailMessage) -> None:
    """Everything up to the words themselves; whatever goes wrong here, nothing was taken."""
    sender, reader = (letter[name].addresses[0].addr_spec for name in ("From", "To"))
    try:
        line.ehlo_or_helo_if_needed()
        _accept(line.mail(sender)[0])
        _accept(line.rcpt(reader)[0])
    except (OSError, smtplib.SMTPException) as broken:
        raise _refusal(broken) from broken


def _hand_over(line: smtplib.SMTP, letter: EmailMessage) -> None:
    """The words; once they are on the line, only the server's answer says what became of them."""
    text = letter.as_bytes(policy=WIRE)
    try:
        code, _words = line.data(text)
    except smtplib.SMTPDataError as refused:
        raise Refused(str(refused.smtp_code), for_good=refused.smtp_code >= FOR_GOOD) from refused
    except (OSError, smtplib.SMTPServerDisconnected) as broken:
        raise Unsure from broken
    _accept(code)


def _accept(code: int) -> None:
    if code != TAKEN:
        raise Refused(str(code), for_good=code >= FOR_GOOD)


def _leave(line: smtplib.SMTP) -> None:
    """Say goodbye; what came of the letter is known by now, and nothing said here changes it."""
    with suppress(OSError, smtplib.SMTPException):
        line.quit()
    line.close()


def _refusal(broken: Exception) -> Refused:
    """What went wrong before anything was handed over, as a short code without anybody's words."""
    if isinstance(broken, smtplib.SMTPResponseException):
        return Refused(str(broken.smtp_code))
    return Refused(type(broken).__name__)
