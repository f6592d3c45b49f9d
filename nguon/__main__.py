"""``python -m nguon``: the command line, for processes that start others."""

import sys

from nguon.cli import main

sys.exit(main())
