"""What all charts are made of: words in lines, fills that differ without colour, the sheet itself.

Everything is an attribute of the drawing, so that it needs no style of a page; a page may colour
what bears a class.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.formats import number_format

WIDTH = 312  # with its margins what a telephone shows; a wider chart is pushed sideways
MARGIN = 8
INK, GROUND = "#1c1b19", "#ffffff"
FAMILY = "'Be Vietnam Pro', sans-serif"
TITLE, BODY, SMALL = 14, 13, 11
LINE = 1.4  # of a size, from one line to the next
ROOM = 0.56  # of a size, what a letter takes at the most when a line of them is set
FILLS = ("solid", "hatch", "dots", "empty")
SWATCH, GAP = 12, 6


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on a chart: what its axes count (``unit``, ``across``), and its source."""

    title: str
    unit: str
    across: str
    source: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and its size. ``name`` is for its parts on a page that has others; ``about`` tells
    the same numbers to those who hear it.

    Units: pixels of a page, so that words keep their size.
    """

    name: str
    words: Words
    about: str
    width: int
    height: int
    body: str

    @property
    def inline(self) -> str:
        """The drawing as part of a page."""
        return self._told("", "")

    @property
    def file(self) -> str:
        """The drawing as a file of its own, on white."""
        size = f'x="{-MARGIN}" width="{self.width}" height="{self.height}"'
        ground = f'<rect {size} fill="{GROUND}"/>'
        return self._told(' xmlns="http://www.w3.org/2000/svg"', ground)

    def _told(self, space: str, ground: str) -> str:
        title, about = f"{self.name}-title", f"{self.name}-desc"
        return (
            f'<svg{space} class="chart" role="img" aria-labelledby="{title} {about}" '
            f'width="{self.width}" height="{self.height}" '
            f'viewBox="{-MARGIN} 0 {self.width} {self.height}" color="{INK}" fill="currentColor" '
            f'font-family="{FAMILY}" font-size="{BODY}">'
            f'<title id="{title}">{escape(self.words.title)}</title>'
            f'<desc id="{about}">{escape(self.about)}</desc>'
            f"{_patterns(self.name)}{ground}{self.body}</svg>"
        )


@dataclass
class Sheet:
    """A drawing as it grows downwards; ``y`` is where the next thing goes."""

    name: str
    width: int
    y: int = MARGIN // 2

    def __post_init__(self) -> None:
        self.parts: list[str] = []

    def write(
        self, words: str, size: int = BODY, *, bold: bool = False, wide: int = WIDTH
    ) -> None:
        """Write words in as many lines as they take and go below them."""
        for line in lines(words, size, wide):
            self.y += round(size * LINE)
            self.text(0, self.y - 4, line, size=size, bold=bold)

    def text(
        self, x: int, y: int, words: str, *, size: int = BODY, bold: bool = False, at: str = ""
    ) -> None:
        """Write one line; ``at`` is where of it ``x`` lies, its start if nothing is said."""
        more = f' font-size="{size}"' if size != BODY else ""
        more += ' font-weight="600"' if bold else ""
        more += f' text-anchor="{at}"' if at else ""
        self.parts.append(f'<text x="{x}" y="{y}"{more}>{escape(words)}</text>')

    def fill(self, x: int, y: int, width: int, height: int, fill: int) -> None:
        """A filled piece; each fill is told from the others without colour."""
        kind = FILLS[fill % len(FILLS)]
        paint = {
            "solid": 'class="bar"',
            "empty": 'fill="none" stroke="currentColor"',
        }.get(kind, f'fill="url(#{self.name}-{kind})" stroke="currentColor"')
        size = f'x="{x}" y="{y}" width="{width}" height="{height}"'
        self.parts.append(f"<rect {paint} {size}/>")

    def frame(self, x: int, y: int, width: int, height: int) -> None:
        """A dashed frame: what was asked for."""
        size = f'x="{x}" y="{y}" width="{width}" height="{height}"'
        dashes = 'fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="5 3"'
        self.parts.append(f"<rect {dashes} {size}/>")

    def rule(self, y: int, start: int, *, faint: bool) -> None:
        """A line of the scale."""
        weight = ' stroke-opacity="0.3"' if faint else ""
        self.parts.append(
            f'<line x1="{start}" x2="{self.width}" y1="{y}" y2="{y}" '
            f'stroke="currentColor"{weight}/>'
        )

    def head(self, words: Words, keys: Sequence[str], frame: str = "") -> None:
        """Title, unit and what the fills mean."""
        self.write(words.title, TITLE, bold=True)
        self.write(words.unit, SMALL)
        for number, key in enumerate(keys if len(keys) > 1 or frame else ()):
            self._key(key, number)
        if frame:
            self._key(frame, None)
        self.y += GAP

    def _key(self, words: str, fill: int | None) -> None:
        top = self.y + GAP
        if fill is None:
            self.frame(1, top, SWATCH, SWATCH - 2)
        else:
            self.fill(1, top, SWATCH, SWATCH - 2, fill)
        self.y = top + SWATCH
        self.text(SWATCH + GAP + 2, self.y - 2, words, size=SMALL)

    def done(self, words: Words, about: Iterable[str]) -> Chart:
        """Write where the numbers are from and give the whole."""
        self.write(words.source, SMALL)
        return Chart(
            name=self.name,
            words=words,
            about="; ".join(about),
            width=self.width + 2 * MARGIN,
            height=self.y + MARGIN,
            body="".join(self.parts),
        )


def lines(words: str, size: int, width: int) -> list[str]:
    """Words in lines that are no wider than ``width``; nothing for no words."""
    return textwrap.wrap(words, int(width / (size * ROOM)))


def written(number: int) -> str:
    """A number as people write it in their language."""
    return str(number_format(number, use_l10n=True, force_grouping=True))


def told(values: Iterable[tuple[str, int | None]]) -> str:
    """Numbers with their names, if they have any; those that are not told stay out."""
    said = (f"{name} {written(value)}" for name, value in values if value is not None)
    return ", ".join(each.strip() for each in said)


def scale(most: int) -> int:
    """The even round number on which a scale ends that reaches ``most``."""
    step = 2
    while step * 10 < most:
        step *= 5 if str(step)[0] == "2" else 2
    return max(2, -(-most // step) * step)


def known(values: Iterable[int | None]) -> list[int]:
    """The numbers among values of which some are not told."""
    return [value for value in values if value is not None]


def _patterns(name: str) -> str:
    start = 'patternUnits="userSpaceOnUse" width="6" height="6"'
    return (
        f'<defs><pattern id="{name}-hatch" {start} patternTransform="rotate(45)">'
        '<rect width="2" height="6"/></pattern>'
        f'<pattern id="{name}-dots" {start}><circle cx="3" cy="3" r="1.2"/></pattern></defs>'
    )
