"""A mark of secrecy is known however it is drawn; the same words in a sentence are no mark."""

import pytest

from nguon.core.confined import secrecy

pytestmark = pytest.mark.pure

STAMPS = [
    "MẬT", "Mật", "TỐI MẬT", "Tối mật", "TUYỆT MẬT", "tuyệt mật", "(MẬT)", "[ TỐI MẬT ]", "M Ậ T",
    "T Ố I   M Ậ T", "MA\u0323\u0302T", "TO\u0302\u0301I MA\u0323\u0302T", "ＭẬＴ", "МẬТ",
    "M\u200bẬT", "Độ mật: Mật", "Dấu mật: tối mật", "- MẬT -", "MAT", "TOI MAT", "TUYET MAT",
    "M A T", "Kính gửi: Ban Tổ chức\n  MẬT\nBáo cáo", "Số 05\r\nTUYỆT MẬT\r\nNơi nhận", "*MẬT*",
]  # fmt: skip
SENTENCES = [
    "Giữ bí mật nhà nước; độ MẬT do cơ quan định.", "Phải tuyệt đối giữ bí\nmật", "BÍ MẬT",
    "BẢO VỆ BÍ\nMẬT", "Mật Sơn", "mật", "Nguyễn Văn Mật", "Nuôi ong lấy mật.", "mật ong",
    "thân mật", "mat", "Toi mat", "Có mặt", "MẶT TRẬN", "mật độ dân cư", "Mật khẩu", "TỐI", "",
    "Đã học lớp bồi dưỡng, có quy định về tài liệu mật, tối mật, tuyệt mật.",
]  # fmt: skip


@pytest.mark.parametrize("text", STAMPS)
def test_a_stamp_is_known_however_it_is_drawn(text: str) -> None:
    assert secrecy.marked(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_words_of_a_sentence_a_name_or_a_place_are_no_mark(text: str) -> None:
    assert not secrecy.marked(text)
