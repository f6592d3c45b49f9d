"""The text of mysqldump, read row by row, however it was cut or broken."""

import io
import tracemalloc

import pytest

from nguon.portal.moving import dump
from tests.portal.moving.dumps import COLUMNS, create, insert

TABLE = "nv4_vi_news_tags"
NAMES = COLUMNS["news_tags"]


def read(text, *, wanted=lambda table: table == TABLE):
    faults = dump.Faults()
    content = text if isinstance(text, bytes) else text.encode()
    found = list(dump.rows(io.BytesIO(content), wanted=wanted, faults=faults))
    return [row["title"].decode() for _table, row in found], faults


def tags(*titles):
    rows = [{"tid": n, "title": title} for n, title in enumerate(titles, 1)]
    return insert(TABLE, NAMES, rows)


HEAD = create(TABLE, NAMES)


@pytest.mark.parametrize("chunk", [1, 2, 7, 64, 1 << 18])
def test_it_does_not_matter_where_the_text_is_cut(chunk, monkeypatch):
    monkeypatch.setattr(dump, "CHUNK", chunk)
    titles = ["it's; (fine)", 'said "so"\\', "hai\ndòng", "Đặng – ế", "-- no comment /* x */"]

    assert read(HEAD + tags(*titles))[0] == titles


def test_other_ways_to_write_the_same_are_read_too():
    text = HEAD + (
        f"REPLACE INTO {TABLE} (tid, title) VALUES (1, _utf8mb4 'a''b'), (2, 0x4142),\n"
        f'(3, "c\\"d");\n/* x; */ INSERT IGNORE INTO `db`.`{TABLE}`\n(`tid`,`title`) VALUES\n'
        "(4,'e');\n"
    )

    assert read(text)[0] == ["a'b", "AB", 'c"d', "e"]


def test_a_row_with_a_column_too_few_or_too_many_costs_itself_alone():
    text = HEAD + f"INSERT INTO `{TABLE}` VALUES (1,'a'),(2,'b','','','x'),(3,'c','','');\n"

    titles, faults = read(text)

    assert titles == ["c"]
    assert faults.rows == {TABLE: 2}


def test_broken_quotes_cost_their_line_and_no_text_passes_for_a_statement():
    forged = f"); INSERT INTO `{TABLE}` VALUES (9,''forged'','''',''''); --"
    broken = f"INSERT INTO `{TABLE}` VALUES (1,'it's broken','',''),(2,'{forged}','','');\n"

    titles, faults = read(HEAD + broken + tags("sound"))

    assert titles == ["sound"]
    assert faults.lines == {TABLE: 1}


def test_an_unwanted_table_with_broken_quotes_lets_nothing_through():
    other = f"INSERT INTO `other` VALUES ('it's','; INSERT INTO `{TABLE}` VALUES (9,1,1,1);');\n"

    assert read(HEAD + other + tags("sound"))[0] in ([], ["sound"])


def test_a_huge_row_is_passed_over_in_bounded_memory(monkeypatch):
    monkeypatch.setattr(dump, "LONGEST_VALUE", 100_000)
    monkeypatch.setattr(dump, "CHUNK", 10_000)
    huge = "x" * 20_000_000
    content = io.BytesIO((HEAD + tags("before", huge, "after")).encode())
    del huge

    tracemalloc.start()
    faults = dump.Faults()
    found = list(dump.rows(content, wanted=lambda table: table == TABLE, faults=faults))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [row["title"] for _table, row in found] == [b"before", b"after"]
    assert faults.rows == {TABLE: 1}
    assert most < 2_000_000


@pytest.mark.parametrize("mark", [b"\xff\xfeI\x00", b"\x1f\x8b\x08\x00", b"PK\x03\x04"])
def test_what_is_compressed_or_of_wide_letters_is_no_dump(mark):
    with pytest.raises(dump.NotADump):
        read(mark + b"x" * 100)


@pytest.mark.parametrize("end", range(0, 700, 23))
def test_a_dump_that_ends_anywhere_ends_without_a_fault_of_ours(end):
    read((HEAD + tags("một", "hai", "ba") + tags("bốn")).encode()[:end])
