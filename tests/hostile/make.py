"""Write the corpus into a folder: ``python -m tests.hostile.make DIR``.

The same seed makes the same files. ``corpus.json`` says what must come of each.
"""

import json
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

from tests.hostile import documents, others, packages, pdfs, pictures, templates, workbooks
from tests.hostile.corpus import SEED, Corpus, Hostile

MAKERS = (
    packages.make,
    documents.make,
    pictures.make,
    pdfs.make,
    others.make,
    workbooks.make,
    templates.make,
)


@cache
def corpus(seed: int = SEED) -> tuple[Hostile, ...]:
    """Every hostile file, in the order of the makers."""
    made = Corpus(seed)
    for make in MAKERS:
        make(made)
    return tuple(made.files.values())


def write(folder: Path, seed: int = SEED) -> int:
    """Write every file by its digest, and the list of them; return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for each in corpus(seed):
        stored = f"{sha256(each.content).hexdigest()[:24]}.bin"  # under no name it could use
        (folder / stored).write_bytes(each.content)
        gone = [marker.decode("latin-1") for marker in each.gone]
        lines.append({"file": stored, "title": each.title, "family": each.family,
                      "where": each.where, "name": ascii(each.name[:200]),
                      "refused": each.code, "gone": gone})  # fmt: skip
    told = json.dumps(lines, ensure_ascii=False, indent=1)
    (folder / "corpus.json").write_text(told, encoding="utf-8")
    return len(lines)


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
