"""Make the web fonts: three weights of Be Vietnam Pro, cut down to Latin and Vietnamese.

The source is the font's own package, so nothing is loaded from outside and no binary lies in the
repository. ``python -m tools.fonts DIRECTORY`` writes ``be-vietnam-pro-400.woff2`` and so on.
"""

import shutil
import sys
from pathlib import Path

import fontpkg_be_vietnam_pro
from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = Path(fontpkg_be_vietnam_pro.__file__).parent
WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}
LARGEST = 25_000

# Basic Latin, Latin-1, the letters with breve, d-stroke, i-tilde, u-tilde, horn; the combining
# marks of Vietnamese typed apart; Vietnamese precomposed; punctuation, đồng, arrows, signs.
RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x00FF),
    (0x0102, 0x0103),
    (0x0110, 0x0111),
    (0x0128, 0x0129),
    (0x0168, 0x0169),
    (0x01A0, 0x01A1),
    (0x01AF, 0x01B0),
    (0x0300, 0x0303),
    (0x0309, 0x0309),
    (0x0323, 0x0323),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2026),
    (0x2030, 0x203A),
    (0x20AB, 0x20AC),
    (0x2116, 0x2116),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2260, 0x2265),
)
LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)


def cut(weight: int, into: Path) -> Path:
    """Write one weight as woff2 and return its file.

    Raises: SystemExit if a Vietnamese letter is missing or the file is too large for a page.
    """
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
    )
    options.hinting = False
    font = TTFont(SOURCE / "files" / f"BeVietnamPro-{WEIGHTS[weight]}.ttf")
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cutter.subset(font)

    missing = {
        letter for letter in LETTERS + LETTERS.upper() if ord(letter) not in font.getBestCmap()
    }
    if missing:
        raise SystemExit(f"{WEIGHTS[weight]} lacks {sorted(missing)}")

    made = into / f"be-vietnam-pro-{weight}.woff2"
    subset.save_font(font, made, options)
    if made.stat().st_size > LARGEST:
        raise SystemExit(f"{made.name} has {made.stat().st_size} bytes, more than {LARGEST}")
    return made


def main() -> None:
    into = Path(sys.argv[1])
    into.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        cut(weight, into)
    shutil.copyfile(SOURCE / "LICENSE", into / "OFL.txt")


if __name__ == "__main__":
    main()
