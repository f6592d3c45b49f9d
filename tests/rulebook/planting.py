"""Planting a change in a copy of the data files."""


def changed(folder, file, old, new):
    """Put ``new`` for the first ``old``, which must be there."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder
