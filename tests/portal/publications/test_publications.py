"""Signed figures: what is believed, what is shown, what is gone for good."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nguon.cli import take_in
from nguon.core import signing
from nguon.core.actor import NotAllowed
from nguon.portal.publications import operations
from nguon.portal.publications.models import Publication, State
from nguon.portal.search.models import Entry, Text
from tests.portal.conftest import TODAY, sign_in

OURS, ANOTHERS = b"r" * 32, b"x" * 32
DESK = "/ban-bien-tap/so-lieu/"
SOMEBODY = "Hồ Văn Đồng Ý"


def told(**more):
    table = {
        "caption": "Kết nạp đảng viên theo năm",
        "base": "Mức thấp của chỉ tiêu: 10 × 5.",
        "columns": ["Kết nạp (người)", "Chỉ tiêu (người)"],
        "rows": [
            {"label": "2015", "cells": [9, "10–12"]},
            {"label": "2016", "cells": [None, "10–12"]},
            {"label": "Cả nhiệm kỳ", "cells": [38, "50–60"]},
        ],
        "chart": 0,
        "total": 1,
    }
    return {
        "type": "publication",
        "ref": "Abc123_-xyzW",
        "serial": 1,
        "issued_on": str(TODAY),
        "kind": "term_results",
        "title": "Kết quả kết nạp đảng viên nhiệm kỳ 2015-2020",
        "organization": "Đảng uỷ thị trấn Mẫu",
        "place": "mau",
        "period": "2015-2020",
        "as_of": "2019-12-31",
        "tables": [table],
        "sources": ["Sổ kết nạp của tổ chức"],
        "notes": ["Ô có dấu × không công bố."],
        "names": [],
    } | more


def signed(key=OURS, **more):
    return signing.sign(told(**more), key)


@pytest.fixture(autouse=True)
def trusted(system):
    return operations.trust(signing.public_key(OURS), by=system)


@pytest.fixture
def take(editing):
    return lambda file: operations.take_in(file, by=editing)


def everything_kept():
    rows = [*Publication.objects.values(), *Entry.objects.values(), *Text.objects.values()]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_a_signed_file_is_shown_as_chart_and_table_with_base_and_source(take, client):
    row = take(signed())

    page = client.get(row.get_absolute_url()).content.decode()

    assert "<svg" in page
    assert '<td class="number">×</td>' in page
    for words in ("10 × 5", "Sổ kết nạp của tổ chức", "31/12/2019", "Đảng uỷ thị trấn Mẫu"):
        assert words in page
    assert row.get_absolute_url() in client.get(reverse("publications")).content.decode()
    assert Entry.objects.get(kind="publication").address == row.get_absolute_url()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (signed(ANOTHERS), "không được ký bằng khoá"),
        (signed().replace(b"[9,", b"[8,"), "Chữ ký không khớp"),
        (signed().replace(b'"serial":1', b'"serial":2'), "Chữ ký không khớp"),
        (signed() + b" ", "không phải tệp công bố"),
        (b"[" * 100_000, "không phải tệp công bố"),
        (b"", "không phải tệp công bố"),
        (signed(serial=0), "không phải tệp công bố"),
        (signed(ref="../../x"), "không phải tệp công bố"),
        (signed(tables=[{"caption": "x"}]), "không phải tệp công bố"),
        (signed(kind="secret"), "không phải tệp công bố"),
        (signed(issued_on=str(TODAY + timedelta(days=9))), "tương lai"),
    ],
)
def test_what_is_forged_altered_or_no_publication_is_refused_with_the_reason(take, file, why):
    with pytest.raises(operations.NotTaken, match=why):
        take(file)
    assert not Publication.objects.exists()


def test_a_file_cannot_name_its_own_key(take):
    forged = json.loads(signed(ANOTHERS))
    forged["key"] = signing.public_key(OURS)

    with pytest.raises(operations.NotTaken, match="Chữ ký không khớp"):
        take(signing.canonical(forged))


def test_neither_the_same_nor_an_older_file_is_taken_again(take):
    take(signed(serial=2))

    for serial in (1, 2):
        with pytest.raises(operations.TakenAlready):
            take(signed(serial=serial))
    assert take(signed(serial=3)).serial == 3


def test_a_withdrawal_leaves_nothing_and_an_older_file_does_not_bring_it_back(take, client):
    row = take(signed(names=[SOMEBODY]))
    assert SOMEBODY in client.get(row.get_absolute_url()).content.decode()

    withdrawal = {"type": "withdrawal", "ref": row.ref, "serial": 2, "issued_on": str(TODAY)}
    take(signing.sign(withdrawal | {"reason": "Cần soát lại."}, OURS))

    page = client.get(row.get_absolute_url())
    assert page.status_code == 410
    assert "Cần soát lại." in page.content.decode()
    assert SOMEBODY not in everything_kept()
    with pytest.raises(operations.TakenAlready):
        take(signed(names=[SOMEBODY]))
    assert not Entry.objects.exists()


def test_a_consent_that_ended_takes_the_name_from_every_page_and_table(take, client):
    row = take(signed(names=[SOMEBODY, "Nguyễn Thị Ở Lại"]))

    take(signed(serial=2, names=["Nguyễn Thị Ở Lại"]))

    assert SOMEBODY not in client.get(row.get_absolute_url()).content.decode()
    assert SOMEBODY not in everything_kept()


def test_names_are_not_found_by_search(take):
    take(signed(names=[SOMEBODY]))

    assert SOMEBODY not in "".join(Text.objects.values_list("text", flat=True))


def test_one_click_takes_it_down_and_it_stays_down(take, editor, client):
    row = take(signed(names=[SOMEBODY]))
    desk = sign_in(editor)

    desk.post(f"{DESK}{row.ref}/go/")

    assert client.get(row.get_absolute_url()).status_code == 404
    assert SOMEBODY not in everything_kept()
    assert take(signed(serial=2, names=[SOMEBODY])).state == State.TAKEN_DOWN
    assert client.get(row.get_absolute_url()).status_code == 404
    assert SOMEBODY not in everything_kept()


def test_the_desk_takes_a_file_in_and_says_why_not(editor):
    desk = sign_in(editor)

    def send(content):
        file = SimpleUploadedFile("cong-bo.json", content)
        return desk.post(DESK, {"file": file}, follow=True)

    assert "Đã nhận" in send(signed()).content.decode()
    refused = send(signed(ANOTHERS, serial=2))
    assert refused.status_code == 422
    assert "không được ký bằng khoá" in refused.content.decode()


def test_a_moderator_takes_nothing_in(moderating, moderator):
    with pytest.raises(NotAllowed):
        operations.take_in(signed(), by=moderating)
    assert sign_in(moderator).get(DESK).status_code == 403


def test_the_command_reads_a_folder_and_passes_over_what_it_knows(tmp_path, capsys, db):
    (tmp_path / "cong-bo-a-0001.json").write_bytes(signed())
    (tmp_path / "cong-bo-b-0001.json").write_bytes(signed(ANOTHERS, ref="another1"))

    class Options:
        lang, trust, paths = "vi", None, [tmp_path]

    assert take_in.run(Options()) == 1
    assert "không được ký bằng khoá" in capsys.readouterr().err
    (tmp_path / "cong-bo-b-0001.json").unlink()
    assert take_in.run(Options()) == 0
    assert Publication.objects.get().issued_on == TODAY


def test_no_key_no_file(take, trusted):
    trusted.delete()

    with pytest.raises(operations.NotTaken):
        take(signed())


def test_the_day_of_the_file_is_its_own(take):
    assert take(signed(issued_on="2025-05-01")).issued_on == date(2025, 5, 1)
