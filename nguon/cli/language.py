"""The language of the command line, Vietnamese unless somebody asks for English."""

import argparse
import errno
from collections.abc import Callable, Mapping

Say = Callable[[str, str], str]

ARGPARSE_IN_VIETNAMESE = {
    "usage: ": "cách dùng: ",
    "options": "tuỳ chọn",
    "positional arguments": "tham số",
    "show this help message and exit": "hiện trang giúp này rồi thôi",
    "show program's version number and exit": "hiện phiên bản rồi thôi",
    "%(prog)s: error: %(message)s\n": "%(prog)s: lỗi: %(message)s\n",
    "the following arguments are required: %s": "còn thiếu tham số: %s",
    "unrecognized arguments: %s": "không hiểu tham số: %s",
    "expected one argument": "cần một giá trị",
    "expected at least one argument": "cần ít nhất một giá trị",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "giá trị không hợp lệ: %(value)r (chọn trong %(choices)s)"
    ),
    "invalid %(type)s value: %(value)r": "giá trị %(type)s không hợp lệ: %(value)r",
    "argument %(argument_name)s: %(message)s": "tham số %(argument_name)s: %(message)s",
    "one of the arguments %s is required": "cần một trong các tham số %s",
    "not allowed with argument %s": "không đi cùng tham số %s",
}

REASONS_IN_VIETNAMESE = {
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.ENOTDIR: "một phần của đường dẫn không phải thư mục",
    errno.EEXIST: "đã có tệp mang tên này",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã hết phần ổ đĩa được dùng",
    errno.EIO: "ổ đĩa có lỗi",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "liên kết chạy vòng",
}


def reason(why: OSError, say: Say) -> str:
    """Why the system refused a file or folder, in the language chosen."""
    theirs = why.strerror or str(why)
    ours = f"lỗi hệ thống số {why.errno}" if why.errno else theirs
    return say(REASONS_IN_VIETNAMESE.get(why.errno or 0, ours), theirs)


def choose_language(words: list[str], environment: Mapping[str, str]) -> str:
    """``--lang`` first, then ``NGUON_LANG``; otherwise Vietnamese."""
    for position, word in enumerate(words):
        if word == "--lang" and words[position + 1 : position + 2] == ["en"]:
            return "en"
        if word == "--lang=en":
            return "en"
    asked = "vi" if "--lang" in words or "--lang=vi" in words else environment.get("NGUON_LANG")
    return "en" if asked == "en" else "vi"


def sayer(language: str) -> Say:
    return lambda vi, en: en if language == "en" else vi


def translate_argparse(language: str) -> None:
    """Let the library's own words be in the language chosen."""
    words = {} if language == "en" else ARGPARSE_IN_VIETNAMESE
    setattr(argparse, "_", lambda text: words.get(text, text))  # noqa: B010
