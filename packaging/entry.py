"""Where the frozen program begins: the same door as the command `zipingtong`."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from contextlib import suppress

_RUNNING = "/proc/self/exe"


def give_back(environ: MutableMapping[str, str]) -> None:
    """Take away what is set for this program alone.

    A viewer that we start for a PDF would load our libraries instead of its own, and end at once.
    """
    for name in [name for name in environ if name.startswith("_PYI_")]:
        del environ[name]
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):  # Qt finds its own beside its libraries
        environ.pop(name, None)
    before = environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        environ["LD_LIBRARY_PATH"] = before
    elif getattr(sys, "frozen", False):
        environ.pop("LD_LIBRARY_PATH", None)


def hold_program() -> None:
    """Read what is imported later from the file that runs, though an update may have put another there."""
    if os.path.exists(_RUNNING):  # noqa: PTH110 - nothing more than needed at the start
        with suppress(ImportError, AttributeError):
            import pyimod02_importers as importers  # PyInstaller's own

            importers.pyz_archive._filename = _RUNNING  # noqa: SLF001 - there is no door for it


def main() -> int:
    """The command line, or the window."""
    give_back(os.environ)
    hold_program()
    if sys.stdout is None:  # the program with a window on Windows has no terminal to print to
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - until the end
    from app.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
