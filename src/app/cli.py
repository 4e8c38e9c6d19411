"""The same verbs without a window. Slow imports wait until a verb needs them."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.arguments import VERBS, Misused, parse

if TYPE_CHECKING:
    from argparse import Namespace

DONE, REFUSED = 0, 2  # exit codes: fine, not done


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb, or open the window; gives the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--self-test"]:
        return _self_test()
    if arguments and (arguments[0] in VERBS or arguments[0].startswith("-")):
        return _verb(arguments)
    if arguments and not Path(arguments[0]).suffix and not Path(arguments[0]).exists():
        print(f"没有“{arguments[0]}”这个文件或命令。命令有：{'、'.join(VERBS)}", file=sys.stderr)
        return REFUSED
    if not _has_display():
        print("没有图形界面，打不开窗口；可以用命令，全部命令见 --help", file=sys.stderr)
        return REFUSED
    from ui.main import run

    return run(arguments)


def _has_display() -> bool:
    """Whether a window can be shown; without one Qt would abort the process."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def _verb(arguments: list[str]) -> int:
    from app.calculation.model import ModelError
    from app.domain.amount import Refused
    from app.storage.editions import EditionError
    from app.storage.errors import DocumentError

    _speak_utf8()
    try:
        given = parse(arguments)
        code = _acts()[given.verb](given)
        sys.stdout.flush()
        return code
    except (Misused, DocumentError, Refused, EditionError, ModelError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        _drop_output()
        return DONE
    except OSError as error:
        from app.storage.errors import cause_of

        if error.filename is not None:
            print(f"没有做完：“{error.filename}”（{cause_of(error)}）", file=sys.stderr)
            return REFUSED
        _drop_output()
        where = "" if error.errno == errno.ENOENT else "输出写不进去"
        print(f"没有做完：{where}（{cause_of(error)}）", file=sys.stderr)
        return REFUSED


def _self_test() -> int:
    """Whether the program works on this machine."""
    from app.selftest import STEPS, run
    from ui.selftest import STEPS as SHOWN

    _speak_utf8()
    return run((*STEPS, *SHOWN))


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _drop_output() -> None:
    """What is still to be printed goes nowhere: nobody can take it, and ending would try once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _acts() -> dict[str, Callable[[Namespace], int]]:
    from app.verbs import entering, looking, scoring, workbooks, years

    return {
        "new": entering.new,
        "set": entering.set_cells,
        "add-row": entering.add_row,
        "show": looking.show,
        "check": looking.check,
        "score": scoring.score,
        "export": workbooks.export,
        "compare": years.compare,
        "new-year": years.new_year,
        "template": workbooks.template,
        "import": workbooks.import_workbook,
        "follow": years.follow,
        "lock": years.lock,
        "unlock": years.lock,
        "edition": looking.edition,
    }


if __name__ == "__main__":
    sys.exit(main())
