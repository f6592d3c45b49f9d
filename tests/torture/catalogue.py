"""Every campaign: which tests of the plan it answers, what starts it, and on what.

A campaign is a module of ours or a file of tests; either hands in its lines by ``campaign``. What
only ordinary tests show is counted by ``suite``. To add one: write it, name it here, and give it a
short form among the tests.
"""

from dataclasses import dataclass

BOTH = ("sqlite", "postgresql")
SQLITE, POSTGRESQL = BOTH[:1], BOTH[1:]


@dataclass(frozen=True)
class Campaign:
    """``tests`` must all be in the lines that it hands in, or it is told as missed."""

    tests: tuple[str, ...]
    words: tuple[str, ...]  # after the name of the interpreter
    engines: tuple[str, ...] = SQLITE
    site: str = "registry"


def module(tests: str, *words: str, **more: object) -> Campaign:
    name, *rest = words
    return Campaign(tuple(tests.split()), ("-m", f"tests.torture.{name}", *rest), **more)  # type: ignore[arg-type]


def files(tests: str, *paths: str, **more: object) -> Campaign:
    asked = ("-m", "pytest", "-q", "--timeout", "7200", "-p", "no:randomly", *paths)
    return Campaign(tuple(tests.split()), asked, **more)  # type: ignore[arg-type]


def suite(test: str, passes: str, wanted: int, *paths: str, **more: object) -> Campaign:
    """``wanted`` cases of the plan: tests that are fewer say so."""
    return module(test, "suite", test, passes, str(wanted), *paths, **more)


FUZZ = "BI-01 BI-02"
MATRIX = "AZ-02 AZ-03 AZ-06"
ABUSE, KEPT = "tests/portal/readers/test_abuse.py", "tests/portal/freshness/test_front.py"
MARKUP = "test_nothing_of_an_address_is_said_back_as_markup"
COUNT, CELLS = "tests/meetings/test_count.py", "tests/reports/test_cells.py"
CAMPAIGNS = (
    module("FT-01", "kills", engines=BOTH),
    module("FT-02", "cuts"),
    module("FT-04", "fulldisk"),
    module("FT-05", "away", engines=BOTH),
    module("FT-07", "interrupted", engines=BOTH),
    module("FT-13", "races", engines=BOTH),
    module("FT-14", "writers"),
    module(f"{MATRIX} AZ-04 AZ-05 AZ-07 AZ-13", "authorisation"),
    module(f"{MATRIX} AZ-13", "authorisation", "--only", "matrix", "--only", "columns", "--only",
           "faults", engines=POSTGRESQL),
    suite("AZ-12", "0 leaks through the second wall", 1, "tests/test_second_wall.py",
          engines=POSTGRESQL),
    module(FUZZ, "fuzzing", "--cases", "40000"),
    module(FUZZ, "fuzzing", "--cases", "10000", site="portal"),
    module("rules BI-17", "rules"),
    module("BI-05 BI-21", "files"),
    suite("BI-13", "0 over 100 ms", 1, "tests/hostile/test_expressions.py"),
    suite("BI-07", "0 formulas from text", 1, "tests/web/test_every_export.py"),
    suite("BI-08", "equal names match", 500, "tests/people/test_names.py", CELLS,
          "tests/core/test_text.py"),
    suite("BI-10", "0 lost zeros", 1,
          f"{CELLS}::test_an_id_number_keeps_every_zero_or_is_refused",
          f"{CELLS}::test_a_phone_number_gets_back_the_zero_that_every_number_has"),
    suite("FT-20", "0 links", 1, f"{COUNT}::test_a_secret_ballot_leaves_no_trace_of_who_voted_how",
          f"{COUNT}::test_no_table_of_meetings_has_a_place_for_a_voter", engines=BOTH),
    files("AU-02 AU-03 AU-04", "tests/torture/test_tampering.py", engines=BOTH),
    suite("AU-06", "exact", 2_000, "tests/rights/test_subject.py", engines=BOTH),
    suite("AU-07", "told once a day", 4, "tests/rights/test_watch.py", engines=BOTH),
    suite("FT-08 FT-27", "damage found, erased again", 1, "tests/torture/test_backups.py",
          engines=BOTH),
    suite("FT-31", "0 bytes", 1, "tests/rights/test_bytes.py", engines=BOTH),
    suite("PA-01", "moderated before showing", 10_000, "tests/portal/test_comments.py",
          "tests/portal/test_moderation.py", site="portal", engines=BOTH),
    suite("PA-02", "one per article and token", 10_000, "tests/portal/test_rating.py",
          site="portal", engines=BOTH),
    files("PA-01 PA-02", "tests/portal/readers/test_campaign.py", site="portal", engines=BOTH),
    suite("PA-03", "≤ 1 % inflation", 100_000, "tests/portal/test_counting.py", site="portal"),
    suite("PA-04", "0 scripts", 1, "tests/portal/test_escaping.py", f"{ABUSE}::{MARKUP}",
          site="portal"),
    suite("PA-06", "all same-site", 1, f"{ABUSE}::test_choosing_a_language_leads_to_no_other_site",
          f"{ABUSE}::test_a_form_leads_nowhere_but_to_its_article", site="portal"),
    suite("PA-07", "0 poisoned", 1, f"{KEPT}::test_a_foreign_host_is_refused_and_poisons_nothing",
          f"{KEPT}::test_forwarded_headers_change_nothing_that_others_are_given", site="portal"),
    suite("PA-14", "0 names, 0 links, 0 addresses", 1,
          f"{ABUSE}::test_what_readers_left_tells_nobody_who_they_are", site="portal",
          engines=BOTH),
    suite("PA-08", "nobody else waits", 600, "tests/platform/test_front_server.py"),
    suite("PA-09", "≤ 10 per 15 min", 10_000, "tests/accounts/test_sign_in.py", engines=BOTH),
    suite("PA-13", "no cell of 1-4", 1, "tests/statistics/test_small_numbers.py", engines=BOTH),
    module("LD-01 LD-02", "load", engines=BOTH),
)  # fmt: skip
# Tests of the plan that nothing runs in whole yet; the table ends with them.
NOT_BUILT = (
    "FT-03", "FT-06", "FT-09", "FT-12", "FT-15", "FT-16", "FT-40", "LD-04", "LD-05", "LD-06",
    "BI-03", "BI-09",
)  # fmt: skip
NOT_IN_THIS_RELEASE = ("FT-10", "FT-11", "LD-03")  # phones
