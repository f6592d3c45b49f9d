"""What each kind is called in addresses: Vietnamese words without diacritics."""

from nguon.portal.search.models import Kind

CODES = {
    "tin-bai": Kind.ARTICLE,
    "van-ban": Kind.DOCUMENT,
    "thong-bao": Kind.NOTICE,
    "lich-cong-tac": Kind.EVENT,
    "tra-loi-cong-dan": Kind.ANSWER,
    "so-lieu": Kind.PUBLICATION,
    "hinh-anh": Kind.ALBUM,
    "video": Kind.CLIP,
    "trang": Kind.PAGE,
}
_CODES = {kind.value: code for code, kind in CODES.items()}


def code_of(kind: str) -> str:
    """The code of a kind in addresses."""
    return _CODES[kind]
