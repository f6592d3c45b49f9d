"""Why a file is not taken, by code; the words are where the answer is shown."""


class Refusal(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
