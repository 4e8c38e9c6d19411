"""Where the frozen program begins: the same door as the command `zipingtong`."""

import os
import sys

from app.cli import main

if sys.stdout is None:  # the program with a window on Windows has no terminal to print to
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - until the end

sys.exit(main())
