"""``nguon evaluate`` as a program: files, batches, languages, and what it refuses."""

import gc
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from nguon.cli import main
from nguon.cli.evaluate import today
from tests.rulebook.building import CELL, act, case, way

ROOT = Path(__file__).parents[2]
GOOD = case(way("opinions"))
LINE = json.dumps({"facts": GOOD, "as_of": "2019-05-15"}, ensure_ascii=False)


def run(*words, given=b""):
    """Run the program as people do: a process of its own."""
    program = "import sys; from nguon.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", program, "evaluate", *map(str, words)],
        input=given,
        capture_output=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )


def here(capfdbinary, *words):
    """Run the command in this process: exit code, standard output, standard error."""
    code = main(["evaluate", *map(str, words)])
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


@pytest.fixture
def file(tmp_path):
    def write(content, name="case.json"):
        path = tmp_path / name
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
        return path

    return write


def test_one_case_prints_its_assessment(file, capfdbinary):
    code, out, err = here(capfdbinary, file(json.dumps(GOOD)), "--as-of", "2019-05-15")
    assessment = json.loads(out)
    assert (code, err) == (0, "")
    assert (assessment["as_of"], assessment["stage"]) == ("2019-05-15", "opinions")


def test_a_file_may_carry_its_own_day(file, capfdbinary):
    _, out, _ = here(capfdbinary, file(LINE), "--as-of", "2020-01-01")
    assert json.loads(out)["as_of"] == "2019-05-15"


def test_without_a_day_it_is_today_in_viet_nam(file, capfdbinary):
    before = today()
    _, out, _ = here(capfdbinary, file(json.dumps(GOOD)))
    assert before.isoformat() <= json.loads(out)["as_of"] <= today().isoformat()


@pytest.mark.parametrize(("lang", "word"), [("vi", "công dân"), ("en", "citizen")])
def test_sentences_come_in_the_language_asked_for(file, capfdbinary, lang, word):
    path = file(json.dumps(case(way("opinions"), citizenship="LA")))
    _, out, _ = here(capfdbinary, path, "--as-of", "2019-05-15", "--lang", lang)
    assert word in json.loads(out)["findings"][0]["message"]


def test_a_batch_keeps_the_order_and_skips_blank_lines(file, capfdbinary):
    lines = [LINE.replace("KK-2019-004", f"KK-{n}") for n in range(20)]
    code, out, _ = here(capfdbinary, "--batch", file("\n\n".join(lines) + "\n \n"))
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == [f"KK-{n}" for n in range(20)]


def test_a_line_without_a_day_takes_the_one_given(file, capfdbinary):
    path = file("\n".join([json.dumps(GOOD), LINE]))
    _, out, _ = here(capfdbinary, "--batch", path, "--as-of", "2019-06-01")
    assert [json.loads(line)["as_of"] for line in out.splitlines()] == ["2019-06-01", "2019-05-15"]


def test_a_batch_tells_the_line_of_a_fault_and_goes_on(file, capfdbinary):
    bad = LINE.replace('"born": "1984-03-12"', '"born": "1984-02-30"')
    code, out, err = here(capfdbinary, "--batch", file(f"{LINE}\n{bad}\n{LINE}"))
    assert code == 2
    assert len(out.splitlines()) == 2
    assert err.splitlines() == [err.strip()]
    assert "dòng 2: person.born" in err
    assert "1984-02-30" in err


@pytest.mark.parametrize("was_on", [True, False])
def test_a_batch_leaves_the_search_for_cycles_as_it_found_it(was_on, file, capfdbinary):
    path = file(LINE)
    (gc.enable if was_on else gc.disable)()
    try:
        here(capfdbinary, "--batch", path)
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_a_stream_is_judged_line_by_line():
    done = run("--batch", "-", given=f"{LINE}\n{LINE}\n".encode())
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2


def test_the_same_case_gives_the_same_bytes_twice(file, capfdbinary):
    path = file(LINE)
    assert here(capfdbinary, path) == here(capfdbinary, path)


def test_an_escaped_and_a_plain_document_give_the_same(file, capfdbinary):
    document = case(way("opinions"), ethnicity="Bru: Vân Kiều")
    plain = file(json.dumps(document, ensure_ascii=False), "plain.json")
    escaped = file(json.dumps(document, indent=2), "escaped.json")
    as_of = ("--as-of", "2019-05-15")
    assert here(capfdbinary, plain, *as_of) == here(capfdbinary, escaped, *as_of)


REFUSED = {
    "not JSON": (b"{", "$"),
    "empty": (b"", "$"),
    "another text after it": (LINE.encode() * 2, "$"),
    "NaN": (LINE.replace('"KK-2019-004"', "NaN").encode(), "id"),
    "NaN in an act": (
        json.dumps(
            case([act("cell_resolution", "2019-01-01", **{**CELL, "full_members": float("nan")})])
        ).encode(),
        "events[0].full_members",
    ),
    "a field of a person twice": (
        LINE.replace('"born":', '"born": "1999-01-01", "born":').encode(),
        "person.born",
    ),
    "infinity": (LINE.replace('"KK-2019-004"', "-Infinity").encode(), "id"),
    "a field twice": (LINE.replace('"id":', '"id": "x", "id":').encode(), "id"),
    "an escaped field twice": (LINE.replace('"id":', '"\\u0069d": "a:b", "id":').encode(), "id"),
    "a number of thousands of digits": (LINE.replace('"KK-2019-004"', "9" * 9000).encode(), "$"),
    "a huge number": (
        json.dumps(
            case([act("cell_resolution", "2019-01-01", **{**CELL, "yes": 10**30})])
        ).encode(),
        "events[0].yes",
    ),
    "UTF-16": (LINE.encode("utf-16"), "$"),
    "a byte order mark": (b"\xef\xbb\xbf" + LINE.encode(), "$"),
    "Latin-1": ('{"id": "Kh\xf3m"}'.encode("latin-1"), "$"),
    "deep nesting": (b"[" * 100_000, "$"),
    "deep objects": (b'{"a":' * 100_000, "$"),
    "a list": (b"[]", "$"),
    "half a surrogate": (LINE.replace("KK-2019-004", "\\ud800").encode(), "id"),
    "an unknown part": (LINE.replace('"as_of"', '"as_at"').encode(), "as_at"),
    "an impossible day": (LINE.replace("2019-05-15", "2019-02-30").encode(), "as_of"),
    "a week date": (LINE.replace("2019-05-15", "2019-W20-3").encode(), "as_of"),
    "no day": (LINE.replace('"2019-05-15"', "null").encode(), "as_of"),
    "a day before all regulations": (LINE.replace("2019-05-15", "2011-10-31").encode(), "as_of"),
    "an act before all regulations": (
        json.dumps(
            {
                "facts": case(
                    [*way("opinions", years=-8), act("cell_resolution", "2011-10-31", **CELL)]
                ),
                "as_of": "2012-01-01",
            }
        ).encode(),
        "events[11].on",
    ),
    "facts that are no object": (b'{"facts": 3}', "$"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("batch", [False, True])
def test_a_malformed_document_is_refused_with_one_clear_line_a_fault(
    name, batch, file, capfdbinary
):
    content, path = REFUSED[name]
    if batch and not content.strip():
        pytest.skip("a blank line of a batch is skipped")
    words = ("--batch", file(content)) if batch else (file(content),)
    code, out, err = here(capfdbinary, *words)
    assert code == 2
    assert out == ""
    lines = err.splitlines()
    assert lines
    assert all(": thấy " in line and "; cần " in line and len(line) < 400 for line in lines)
    assert any(line.removeprefix("dòng 1: ").startswith(path + ":") for line in lines)
    assert "Traceback" not in err


def test_faults_are_told_in_english_too(file, capfdbinary):
    _, _, err = here(capfdbinary, file("{}"), "--lang", "en")
    assert "person: found –; expected this field must be there" in err


@pytest.mark.parametrize("name", ["nowhere.json", ".", "a\0b", "x" * 5000])
def test_a_file_that_cannot_be_read_is_refused(name, tmp_path, capfdbinary):
    for words in ((f"{tmp_path}/{name}",), ("--batch", f"{tmp_path}/{name}")):
        code, out, err = here(capfdbinary, *words)
        assert (code, out) == (2, "")
        assert "một tệp đọc được" in err


def test_a_day_that_does_not_exist_is_refused_on_the_command_line(file, capfdbinary):
    code, _, err = here(capfdbinary, file(LINE), "--as-of", "2019-02-30")
    assert code == 2
    assert "--as-of" in err


@pytest.mark.parametrize(
    "words", [(), ("a.json", "--batch", "b.jsonl"), ("a.json", "--lang", "fr")]
)
def test_a_command_line_that_says_nothing_sensible_ends_with_two(words):
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", *words])
    assert ended.value.code == 2


def test_the_program_starts_without_django_settings():
    done = run("--help")
    assert done.returncode == 0
    assert b"--batch" in done.stdout


def test_a_reader_who_has_seen_enough_ends_the_batch_without_a_word(file):
    program = "import sys; from nguon.cli import main; sys.exit(main())"
    path = file("\n".join([LINE] * 3000))
    words = [sys.executable, "-c", program, "evaluate", "--batch", str(path)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as program:
        program.stdout.readline()
        program.stdout.close()
        told = program.stderr.read()
    assert (program.returncode, told) == (0, b"")


def spoilt(chance, document):
    """Spoil one place of a document, in any of many ways."""
    text = json.dumps(document, ensure_ascii=False)
    if chance.random() < 0.3:
        at = chance.randrange(len(text))
        return text[:at] + chance.choice(['"', "}", "\\u0000", "9" * 40, "é", ""]) + text[at + 3 :]
    copy = json.loads(text)
    place = copy
    while True:
        key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.8:
            place = place[key]
            continue
        place[key] = chance.choice(
            [
                None,
                True,
                1,
                -1,
                2.5,
                10**25,
                "",
                "x",
                "2019-02-30",
                "9999-12-31",
                "0001-01-01",
                [],
                {},
                [[]],
                {"a": 1},
            ]
        )
        return json.dumps(copy)


def test_ten_thousand_spoilt_documents_end_in_a_verdict_or_in_reasons(file, capfdbinary):
    chance = random.Random(20190515)
    whole = case(way("card_issued"), children_born=["2010-02-02"], standing=["village_elder"])
    lines = [spoilt(chance, whole).replace("\n", " ") for _ in range(10_000)]
    code, out, err = here(capfdbinary, "--batch", file("\n".join(lines)), "--as-of", "2020-10-01")
    assert code == 2
    assert "Traceback" not in err
    refused = {line.split(":")[0] for line in err.splitlines()}
    assert all(": thấy " in line for line in err.splitlines())
    assert len(out.splitlines()) + len(refused) == len([line for line in lines if line.strip()])
