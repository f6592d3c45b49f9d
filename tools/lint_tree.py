"""Look through every file of the repository for what must not be in it; exit code 1 if found.

Paths of one machine, hosts of package registries, keys, unfinished work, marks of a merge; in
templates also what is loaded from outside and what a strict content policy would block.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = {".gz", ".png", ".xlsx", ".xls", ".woff2", ".ico", ".zip", ".jpg", ".webp"}
LARGEST = 1_000_000

# The brackets keep this file from finding itself.
EVERYWHERE = {
    "path of one machine": r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+)/",
    "host of a package registry": r"\b(?:py[p]i\.org|pythonhoste[d]\.|npmj[s]\.|de[b]\.debian\.)",
    "private key": r"BEGIN (?:\w+ )?PRIVATE KE[Y]",
    "mark of a merge": r"^(?:<{7} |>{7} |={7}$)",
    "unfinished work": r"\b(?:TOD[O]|FIXM[E]|XX[X])\b",
}
IN_TEMPLATES = {
    "loaded from outside": r"(?:\bsrc|<link[^>]*\bhref|\baction)\s*=\s*[\"']?(?:https?:)?//",
    "script in the page": r"<script(?![^>]*\b(?:src=|type=\"application/json\"))",
    "style in the page": r"<style\b|\sstyle\s*=",
    "handler in the page": r"\son[a-z]+\s*=\s*[\"']",
}
IN_STYLES = {"loaded from outside": r"@import|url\(\s*[\"']?(?:https?:)?//"}


def files() -> Iterator[Path]:
    """What is, or would be, in the repository."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            yield ROOT / name


def rules_for(suffix: str) -> dict[str, str]:
    return EVERYWHERE | {".html": IN_TEMPLATES, ".css": IN_STYLES}.get(suffix, {})


def faults(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT).as_posix()
    if path.stat().st_size > LARGEST:
        yield f"{name}: larger than {LARGEST} bytes"
    if path.suffix in BINARY:
        return
    for line, what in faults_of(path.read_text(encoding="utf-8"), path.suffix):
        yield f"{name}:{line}: {what}"


def faults_of(text: str, suffix: str) -> Iterator[tuple[int, str]]:
    """The line and the kind of each fault of a text file."""
    for what, pattern in rules_for(suffix).items():
        for found in re.finditer(pattern, text, re.MULTILINE):
            yield text.count("\n", 0, found.start()) + 1, f"{what}: {found[0].strip()!r}"


def main() -> int:
    found = [fault for path in files() for fault in faults(path)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
