"""One piece of long work at a time: said in the message line with a way to call it off, shown as progress."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from ui.messages import Banner
from ui.session import Session
from ui.status import StatusLine
from ui.work import Work


class Runner:
    """Starts work, and says what came of it when it failed or was called off."""

    def __init__(self, session: Session, status: StatusLine, message: Banner) -> None:
        self._session, self._status, self._message = session, status, message
        self.running: Work | None = None
        self._after: tuple[Callable[[object], object], str]

    def busy(self) -> bool:
        """Whether work is under way; that is said then, and it can still be called off."""
        if self.running is None:
            return False
        told = "上一件事还没有做完（进度在下面），请稍候，或先取消它"
        self._message.say("warning", told, ("取消", self.running.cancel))
        return True

    def begin(self, work: Work, told: str, done: Callable[[object], object], called_off: str) -> None:
        """Start; `done` gets what came of it, `called_off` is said when it was."""
        self.running, self._after = work, (done, called_off)
        work.progressed.connect(self._status.show_progress)
        work.done.connect(self._done)
        work.failed.connect(self._failed)
        self._message.say("info", told, ("取消", work.cancel))
        work.start()

    def _end(self) -> Work:
        work, self.running = self.running, None
        assert work is not None
        work.wait()
        work.deleteLater()
        self._status.end_progress()
        self._message.clear()
        return work

    def _done(self, result: object) -> None:
        self._end()
        self._after[0](result)

    def _failed(self, why: str) -> None:
        detail = self._end().detail
        if why:
            copy = ("复制详细信息", lambda: QApplication.clipboard().setText(detail))
            self._message.say("error", why, *([copy] if detail else []))
        else:
            self._session.said.emit("info", self._after[1])
