"""Why a file is not taken, by code; the words are where the answer is shown."""

NAME = "FILE_NAME"  # in the environment of the confined process: what the file was called
SIGNATURES = (
    ("pdf", b"%PDF-"),
    ("jpeg", b"\xff\xd8\xff"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("webp", b"RIFF"),
    ("docx", b"PK\x03\x04"),
)


class Refusal(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of(content: bytes) -> str:
    """The kind that a file's first bytes say, or nothing."""
    return next((kind for kind, begins in SIGNATURES if content.startswith(begins)), "")
