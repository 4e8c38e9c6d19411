"""Long work beside the window: in a thread, with progress, and it can be called off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from app.exchange.step import Cancelled
from ui.crash import detail


class Work(QThread):
    """One piece of work. Emits exactly one of `done` and `failed` (with "" when it was called off)."""

    progressed = Signal(int, int)
    done = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        deed: Callable[[Work], object],
        refusals: tuple[type[Exception], ...],
        broken: str,
        parent: QObject | None = None,
    ) -> None:
        """`deed` gets this, for progress and calling off; `refusals` say themselves what is wrong,
        `broken` is said of what nobody foresaw."""
        super().__init__(parent)
        self._deed, self._refusals, self._broken = deed, refusals, broken
        self._cancelled = False
        self.detail = ""  # of a failure nobody foresaw, for the maintainers

    def cancel(self) -> None:
        """Stop at the next step."""
        self._cancelled = True

    def cancelled(self) -> bool:
        """Whether it is no longer wanted."""
        return self._cancelled

    def check(self, _rows: int = 0) -> None:
        """Stop here when it is no longer wanted."""
        if self._cancelled:
            raise Cancelled

    def run(self) -> None:
        try:
            done = self._deed(self)
        except Cancelled:
            self.failed.emit("")
        except self._refusals as error:
            self.failed.emit(str(error))
        except Exception as error:  # noqa: BLE001 - a thread must not end the program
            self.detail = detail(type(error), error, error.__traceback__)
            self.failed.emit(self._broken)
        else:
            self.done.emit(done)
