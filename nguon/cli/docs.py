"""Write the reference pages under ``docs/reference`` from the program itself, or check them."""

import argparse
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps

from nguon import cli
from nguon.accounts.models import Role
from nguon.accounts.roles import ROLES
from nguon.cli.language import Say, sayer, translate_argparse
from nguon.rulebook import load

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
MADE = "Made by `make docs`; do not edit.\n"
OPEN = 9999


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help=say("chỉ xem có trang nào đã cũ", "only see whether a page is out of date"),
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
        "Exit codes: 0 done; 1 faults found (`verify`, `check`, an import with refused rows); "
        "2 bad input.\n"
    )
    for name, command in cli.COMMANDS.items():
        yield f"## nguon {name}\n\n{command.en}. *{command.vi}.*\n"
        if command.module in OTHER_SITE:
            continue
        parser = argparse.ArgumentParser(prog=f"nguon {name}", add_help=False)
        import_module(command.module).arguments(parser, say)
        yield from _options(parser)


OTHER_SITE = {"nguon.cli.portal_account"}  # imports the portal's settings


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        words = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        text = (action.help or "") % {"default": action.default}
        yield f"* `{words}` {text}".rstrip()
    yield ""


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
    """Every provision with its editions, and what is left open."""
    book = load()
    yield f"# Provisions\n\n{MADE}"
    yield "Values with their validity, source and confidence mark. Not an official text.\n"
    for name, editions in sorted(book.editions.items()):
        first = editions[0]
        yield f"## {name}\n\n{first.rule}: {first.says}\n"
        yield "| value | unit | from | to | source | mark |\n|---|---|---|---|---|---|"
        for edition in editions:
            until = "" if edition.valid_to.year == OPEN else edition.valid_to.isoformat()
            cited = " ".join(filter(None, (edition.citation.instrument, edition.citation.point)))
            yield (
                f"| {_plain(edition.value)} | {edition.unit} | {edition.valid_from} | {until} "
                f"| {cited} | {edition.confidence} |"
            )
        yield ""


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
}
