"""Write the reference pages under ``docs/reference`` from the program itself, or check them."""

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.apps import apps

from nguon import cli
from nguon.accounts.models import Role
from nguon.accounts.roles import ROLES
from nguon.cli.docs_access import access_page
from nguon.cli.docs_forms import forms_page
from nguon.cli.language import Say, sayer, translate_argparse
from nguon.cli.rules_words import provision_document
from nguon.rulebook import Rulebook, label, load
from nguon.rulebook.law.vocabulary import MARKS

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
MADE = "Made by `make docs`; do not edit.\n"


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help=say(
            "chỉ xem có trang nào đã cũ (mã kết thúc 1)",
            "only see whether a page is out of date (exit code 1)",
        ),
    )


def run(options: argparse.Namespace) -> int:
    stale = []
    for name, lines in PAGES.items():
        path = REFERENCE / name
        text = "\n".join(lines()) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not options.check:
                path.write_text(text, encoding="utf-8")
    if options.check and stale:
        print(f"docs/reference: {', '.join(stale)} (make docs)", file=sys.stderr)
        return 1
    return 0


def commands() -> Iterator[str]:
    """Every command with its options, as ``--help`` says it in English."""
    translate_argparse("en")
    say = sayer("en")
    yield f"# Commands\n\n{MADE}"
    yield "`nguon COMMAND --help` says the same, in Vietnamese unless asked by `--lang en`."
    yield (
        "Exit codes: 0 done; 1 faults found (`verify`, `check`, `rules lint`, `docs --check` of "
        "pages out of date, an import with refused rows); 2 bad input.\n"
    )
    for name, command in cli.COMMANDS.items():
        yield f"## nguon {name}\n\n{command.en}. *{command.vi}.*\n"
        if command.module in OTHER_SITE:
            continue
        parser = argparse.ArgumentParser(prog=f"nguon {name}", add_help=False)
        import_module(command.module).arguments(parser, say)
        yield from _options(parser)
    for name, (vi, en) in cli.FROM_DJANGO.items():
        yield f"## nguon {name}\n\n{en}. *{vi}.*\n"


# These import the portal, whose models the registry's process has not.
OTHER_SITE = {
    "nguon.cli.portal_account",
    "nguon.cli.take_in",
    "nguon.cli.import_nukeviet",
    "nguon.cli.search_rebuild",
}


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from _actions(action)
            continue
        words = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        text = (action.help or "") % {"default": action.default}
        yield f"* `{words}` {text}".rstrip()
    yield ""


def _actions(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> Iterator[str]:
    for parser in kinds.choices.values():
        yield f"\n### {parser.prog}\n\n{parser.description}.\n"
        yield from (line for line in _options(parser) if not line.startswith("* `-h"))


def roles() -> Iterator[str]:
    """Who may do what: the role table of the program."""
    yield f"# Roles and actions\n\n{MADE}"
    yield "An action reaches the organisation the role is held at and everything under it.\n"
    everything = sorted(set().union(*ROLES.values()))
    for role in Role:
        yield f"## {role.value}\n\n*{role.label}*\n"
        held = [action for action in everything if action in ROLES[role]]
        yield ", ".join(f"`{action}`" for action in held) + "\n"


def rules() -> Iterator[str]:
    """Everything that the rulebook holds: provisions, regimes, instruments, open points, codes."""
    book = load()
    yield f"# Provisions\n\n{MADE}"
    yield "Values with their validity, source and confidence mark. Not an official text."
    yield "`nguon rules show NAME` says the same of one, `nguon rules diff` compares two days.\n"
    yield "| mark | meaning |\n|---|---|"
    for mark in MARKS:
        yield f"| {mark} | {label('confidence', mark, 'en', book)} |"
    yield "\n## By rule\n"
    by_rule = sorted((editions[0].rule, name) for name, editions in book.editions.items())
    for rule, names in groupby(by_rule, key=itemgetter(0)):
        links = ", ".join(f"[{name}](#{_anchor(name)})" for _, name in names)
        yield f"* {rule}: {links}"
    yield ""
    for name in sorted(book.editions):
        yield from _provision(name, book)
    yield from _regimes_and_instruments(book)
    yield from _open_and_found(book)


def _provision(name: str, book: Rulebook) -> Iterator[str]:
    shown = provision_document(name, None, book, "en")
    yield f"## {name}\n\n{shown['rule']}: {shown['says']}\n"
    if shown["rounding"]:
        yield f"Rounding: {shown['rounding']}.\n"
    yield "| value | in words | from | to | source | mark |\n|---|---|---|---|---|---|"
    for edition in shown["editions"]:
        cited = " ".join(filter(None, (edition["instrument"], edition["point"])))
        words = [_plain(edition["value"]), edition["in_words"], str(edition["valid_from"])]
        words += [str(edition["valid_to"] or ""), cited, edition["confidence"]]
        yield f"| {' | '.join(words)} |"
    checked = shown["checked_on"] or "not yet"
    yield f"\nCompared with the instrument itself: {checked}."
    if shown["findings"]:
        codes = (f"`{one['code']}` ({one['severity']})" for one in shown["findings"])
        yield f"Findings of the rule: {', '.join(codes)}."
    if shown["parameters"]:
        names = (f"`{one['parameter']}`" for one in shown["parameters"])
        yield f"Left open: {', '.join(names)}."
    yield ""


def _regimes_and_instruments(book: Rulebook) -> Iterator[str]:
    yield "# Regimes\n"
    yield "| code | from | to | regulation | guidance | mark |\n|---|---|---|---|---|---|"
    for regime in book.regimes:
        until = _until(regime.valid_to)
        cited = f"{regime.regulation} | {regime.guidance}"
        yield f"| {regime.code} | {regime.valid_from} | {until} | {cited} | {regime.confidence} |"
    yield "\n# Instruments\n"
    yield "| instrument | title | issuer | in force | ended | mark |\n|---|---|---|---|---|---|"
    for name, one in book.instruments.items():
        cells = [name, one.title, one.issuer, str(one.in_force), str(one.ended or "")]
        yield f"| {' | '.join(cells)} | {one.confidence} |"
    yield ""


def _open_and_found(book: Rulebook) -> Iterator[str]:
    yield "# What the regulations leave open\n"
    yield "| parameter | value | rules | why | mark |\n|---|---|---|---|---|"
    for name, one in book.parameters.items():
        cells = [f"`{name}`", _plain(one.value), ", ".join(one.rules), _plain(one.why)]
        yield f"| {' | '.join(cells)} | {one.confidence} |"
    yield "\n# Findings\n\n| code | severity | rules | rests on |\n|---|---|---|---|"
    for code, spec in book.codes.items():
        rules_of, facts = ", ".join(spec.rules), ", ".join(spec.rests_on)
        yield f"| `{code}` | {spec.severity} | {rules_of} | {facts} |"
    yield ""


def _until(day: date) -> str:
    return "" if day == date.max else day.isoformat()


def _anchor(name: str) -> str:
    """The way the pages' renderers make an anchor of a heading."""
    return name.replace(".", "")


def fields() -> Iterator[str]:
    """Every personal field with class, clause, purposes and keeping time."""
    yield f"# Personal fields\n\n{MADE}"
    yield "P2: basic personal data; P3: sensitive, sealed. What is not named is about no person.\n"
    yield "| field | class | clause | purposes | kept |\n|---|---|---|---|---|"
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        for name, held in sorted(getattr(model, "protection", {}).items()):
            purposes = ", ".join(held.purposes)
            label = f"{model._meta.label}.{name}"
            yield f"| {label} | {held.level} | {held.clause} | {purposes} | {held.keep} |"


def _plain(value: object) -> str:
    text = "—" if value is None else str(value)
    return text.replace("|", "\\|").replace("\n", " ")


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands.md": commands,
    "roles.md": roles,
    "provisions.md": rules,
    "personal-fields.md": fields,
    "who-reads-what.md": lambda: access_page(MADE),
    "forms.md": lambda: forms_page(MADE),
}
