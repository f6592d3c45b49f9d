"""Write ``.venv/bin/nguon``, the program as a command.

The launcher finds its own folder, so the checkout may be moved and its path may hold spaces.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAUNCHER = """\
#!/bin/sh
'''exec' "$(dirname "$(readlink -f "$0")")/python" "$0" "$@" # '''
import pathlib, sys; sys.path[0] = str(pathlib.Path(__file__).resolve().parents[2])
from nguon.cli import main; sys.exit(main())
"""


def main() -> None:
    target = ROOT / ".venv" / "bin" / "nguon"
    target.write_text(LAUNCHER, encoding="utf-8")
    target.chmod(0o755)


if __name__ == "__main__":
    main()
