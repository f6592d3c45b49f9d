"""Passphrases: hashed two at a time, and none that everybody would try first."""

from threading import BoundedSemaphore
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nguon.core.text import fold

AT_ONCE = BoundedSemaphore(2)
COMMON = (
    "matkhau", "password", "passphrase", "qwerty", "asdfgh", "zxcvbn", "iloveyou", "letmein",
    "admin", "nguon", "dangvien", "dangcongsan", "ketnap", "chibo", "danguy", "bithu", "vanphong",
    "vietnam", "hanoi", "saigon", "hochiminh", "bachho", "quangtri", "dakrong", "huonghiep",
    "anhyeuem", "emyeuanh", "yeuem", "khongco", "khongbiet", "chucmungnammoi", "motconvit",
    "songmaitrongsunghiep", "tiengvietconmai", "doclaptudohanhphuc",
)  # fmt: skip


class Argon2(Argon2PasswordHasher):
    """Argon2 that computes at most two hashes at once, so that a storm of sign-ins stays small."""

    def encode(self, password: str, salt: str) -> str:
        with AT_ONCE:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        with AT_ONCE:
            return bool(super().verify(password, encoded))


class NotCommon:
    """Refuse what is made of little else than words, rows of keys and digits all try first."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = "".join(sign for sign in fold(password) if sign.isalnum())
        for word in sorted(COMMON, key=len, reverse=True):
            rest = rest.replace(word, "")
        letters = {sign for sign in rest if sign.isalpha()}
        if len(letters) < 4:
            raise ValidationError(_("Câu mật khẩu này quá phổ biến."), code="too_common")

    def get_help_text(self) -> str:
        return _("Hãy ghép vài từ ít ai ngờ tới, có dấu càng tốt; đừng dùng câu quen thuộc.")
