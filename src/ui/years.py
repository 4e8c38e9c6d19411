"""The verbs of the menu 年度. Undo takes back what changes years; closing one is undone by opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.session import Session


class Years:
    """Asks which, does it through the session, says what came of it."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self._session, self._window = session, window

    def new(self) -> None:
        """A year that is not in the document yet, the next one unless told otherwise."""
        from app.storage.editions import edition_for
        from app.years import begin_year
        from ui.year_dialogs import NewYearDialog

        document = self._session.document
        if document is None or self._session.refuses():
            return
        dialog = NewYearDialog(document, self._window)
        if not dialog.exec():
            return
        year, carrying, keep = dialog.year.value(), dialog.carries(), dialog.keep()
        taken: list[int] = []
        if self._session.change_years(
            lambda d: taken.append(begin_year(d, year, edition_for(year), carrying=carrying, keep=keep))
        ):
            told = f"，从 {year - 1} 年度带入 {taken[0]} 格，请逐一核对" if taken[0] else "，左上角可以换年度"
            self._session.said.emit("info", f"已新建 {year} 年度{told}")

    def remove(self, year: int | None = None) -> None:
        """A year, the one shown when None, once the officer has said so."""
        from app.years import filled
        from ui.dialogs import agreed

        document = self._session.document
        if document is None or self._session.refuses():
            return
        gone = year or document.year
        question = f"删除 {gone} 年度和其中已填的 {filled(document, gone):,} 格？\n"
        question += "别的年度不受影响；删除后可以用“撤销”找回。"
        if agreed(self._window, "删除年度", question) and self._session.change_years(
            lambda d: d.remove_year(gone)
        ):
            self._session.said.emit("info", f"已删除 {gone} 年度，可以撤销")

    def lock(self, year: int | None = None) -> None:
        """Close a year that was reported, or open it again; the one shown when None."""
        from ui.dialogs import agreed

        document = self._session.document
        if document is None or self._session.refuses():
            return
        which = year or document.year
        seal = document.seal(which)
        if seal is not None:
            question = f"{which} 年度已上报锁定（{seal.told()}）。\n"
            question += "解锁后可以修改；谁在什么时候解锁，会记入操作日志。"
            if agreed(self._window, "解锁年度", question) and self._session.change_years(
                lambda d: d.unlock_year(which)
            ):
                self._session.said.emit("info", f"{which} 年度已解锁")
            return
        errors = sum(problem.severity == "error" for problem in document.results.problems)
        known = f"现在还有 {errors} 条错误没有解决。\n" if errors and which == document.year else ""
        question = (
            f"{which} 年度已经上报，锁定它？\n{known}锁定后各表不能修改，需要时可以解锁，解锁会记入操作日志。"
        )
        if agreed(self._window, "锁定年度", question) and self._session.change_years(
            lambda d: d.lock_year(which)
        ):
            self._session.said.emit("info", f"{which} 年度已锁定")

    def follow(self) -> None:
        """Another layout for the year shown."""
        from pathlib import Path

        from app.calculation.model import ModelError
        from app.storage.editions import EditionError, load_edition
        from ui.edition_dialog import EditionDialog

        document = self._session.document
        if document is None or self._session.refuses():
            return
        if document.closed:
            self._session.said.emit("error", f"没有更换版式：{document.closed}")
            return
        dialog = EditionDialog(document.model.edition, document.year, self._window)
        if not dialog.exec() or not dialog.source:
            return
        try:
            edition = load_edition(Path(dialog.source))
            done: list[bool] = []
            if not self._session.change_years(lambda d: done.append(d.follow(edition))):
                return
        except (EditionError, ModelError) as error:
            first, more = error.problems[0], len(error.problems) - 1
            told = f"；另有 {more} 处" if more else ""
            self._session.said.emit("error", f"没有更换版式，数据没有动：{first}{told}")
            return
        if done[0]:
            told = f"{document.year} 年度改用“{edition.title}”，已填的数没有动，可以撤销"
        else:
            told = f"{document.year} 年度用的就是这一版，没有改动"
        self._session.said.emit("info", told)

    def compare(self) -> None:
        """What differs from what the year before would give today; the officer picks what to take."""
        from app.carry import offers
        from app.domain.act import SetCell
        from app.years import year_before
        from ui.year_dialogs import OffersDialog

        document = self._session.document
        if document is None:
            return
        before = document.year - 1
        old = year_before(document)
        found = offers(document.model, document.report, old) if old is not None else []
        if old is None or not found:
            same = f"与 {before} 年度一致，没有要更新的数" if old is not None else f"文档里没有 {before} 年度"
            self._session.said.emit("info", same)
            return
        if document.closed:
            self._session.said.emit("error", f"没有改动：{document.closed}")
            return
        dialog = OffersDialog(document, found, self._session.money_unit, self._window)
        if dialog.exec():
            taken = dialog.taken()
            changes = [SetCell(offer.address, offer.now, offer.then) for offer in taken]
            if self._session.write(changes, f"{len(taken)} 格改为 {before} 年度的数"):
                self._session.said.emit("info", f"已改 {len(taken)} 格，可以撤销")

    def show_list(self) -> None:
        """All years with their states."""
        from ui.year_dialogs import YearsDialog

        document = self._session.document
        if document is None:
            return
        verbs = {
            "open": self._session.select_year,
            "new": lambda _: self.new(),
            "lock": self.lock,
            "remove": self.remove,
        }
        YearsDialog(document, verbs, self._window).exec()
