"""Print how large functions, views and files are, beside what the house style aims at.

It informs and never fails: a number beyond the aim is a question for the review.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 8


@dataclass(frozen=True)
class Function:
    """A function and the lines of its body that are neither blank, comment nor docstring."""

    where: str
    name: str
    lines: int


def sources(folder: str, pattern: str = "*.py") -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob(pattern)):
        if "migrations" not in path.parts:
            yield path


def code_lines(text: str) -> int:
    stripped = (line.strip() for line in text.splitlines())
    return sum(1 for line in stripped if line and not line.startswith("#"))


def functions(path: Path) -> Iterator[Function]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            first, last = body[0].lineno, body[-1].end_lineno or body[-1].lineno
            where = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
            yield Function(where, node.name, code_lines("\n".join(lines[first - 1 : last])))


def print_functions(found: list[Function]) -> None:
    sizes = [function.lines for function in found]
    if len(sizes) < 2:
        return
    over = sum(size > 40 for size in sizes)
    print(
        f"functions {len(sizes)}: median {median(sizes):.0f} (≤ 8), "
        f"p90 {quantiles(sizes, n=10)[-1]:.0f} (≤ 25), "
        f"over 40 lines {over} = {over / len(sizes):.1%} (< 3 %)"
    )
    for function in sorted(found, key=lambda function: -function.lines)[:SHOWN]:
        if function.lines > 25:
            print(f"  {function.lines:4} lines  {function.name}  {function.where}")


def print_views(found: list[Function]) -> None:
    for function in found:
        if "/views" in function.where and function.lines > 20:
            print(f"  view of {function.lines} lines (≤ 20)  {function.name}  {function.where}")


def print_files(folder: str, pattern: str, aim: int) -> int:
    """Name the files over the aim; return the lines of them all."""
    total = 0
    for path in sources(folder, pattern):
        lines = code_lines(path.read_text(encoding="utf-8"))
        total += lines
        if lines > aim:
            print(f"  {lines:4} lines (≤ {aim})  {path.relative_to(ROOT).as_posix()}")
    return total


def main() -> None:
    found = [function for path in sources("nguon") for function in functions(path)]
    print_functions(found)
    print_views(found)
    code = print_files("nguon", "*.py", 400)
    print_files("nguon", "*.html", 120)
    print_files("nguon", "*.yaml", 300)
    tests = print_files("tests", "*.py", 600)
    print(
        f"code {code} lines, tests {tests} lines, {tests / max(code, 1):.2f} a line (1.3 to 2.0)"
    )


if __name__ == "__main__":
    main()
