"""Takes the pictures of the manual: the program itself, on its sample, in a folder that is thrown away.

python docs/pictures.py            all of resources/manual/pictures
python docs/pictures.py checks     only those named

Without a display they are painted offscreen. Look at every picture afterwards.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from ui.main_window import MainWindow

SCALE = 1.5  # as ui.manual.browser reckons
FOLDER = Path(__file__).resolve().parents[1] / "resources" / "manual" / "pictures"
WIDTH, HEIGHT = 1080, 660
COLOURS = 128


class Studio:
    """The program with the sample in it; one method a picture."""

    def __init__(self, home: Path) -> None:
        from PySide6.QtWidgets import QApplication

        from app.storage.settings import Settings
        from ui.main import make_application, make_window

        self.app = QApplication.instance() or make_application([])
        self.home = home
        self.window: MainWindow = make_window(Settings(home / "settings.json"))
        self.window.theme.choose("light")

    # ---------------------------------------------------------------- help for taking them

    def settle(self) -> None:
        """Until everything has been laid out."""
        for _ in range(8):
            self.app.processEvents()

    def open_sample(self, name: str = "某某协会-2022年绩效自评.zpt") -> None:
        """A fresh copy of the sample, with the window as it begins."""
        path = self.home / name
        if not path.exists():
            self.window.session.create(path, "石家庄市科学技术协会", 2022, sample=True)
        elif self.window.session.document is None:
            self.window.session.open(path)
        self.size(WIDTH, HEIGHT)
        self.bench.restore_sizes()
        self.bench.furnish()
        self.window.message.clear()
        self.settle()

    def size(self, width: int, height: int) -> None:
        from PySide6.QtCore import Qt

        self.window.setWindowState(Qt.WindowState.WindowNoState)
        self.window.resize(width, height)
        self.window.show()
        self.settle()

    @property
    def bench(self):
        assert self.window.workbench is not None
        return self.window.workbench

    def keep(self, name: str, widget: QWidget, box: tuple[float, float, float, float] = (0, 0, 1, 1)) -> None:
        """A picture of `widget`, or of a share of it: left, top, right, bottom."""
        from PySide6.QtCore import QRect, Qt
        from PySide6.QtGui import QImage

        self.settle()
        left, top, right, bottom = box
        size = widget.size()
        area = QRect(
            round(size.width() * left),
            round(size.height() * top),
            round(size.width() * (right - left)),
            round(size.height() * (bottom - top)),
        )
        picture = widget.grab(area).toImage().convertToFormat(QImage.Format.Format_RGB32)
        few = picture.convertToFormat(
            QImage.Format.Format_Indexed8, _palette(picture), Qt.ImageConversionFlag.ThresholdDither
        )
        few.setDevicePixelRatio(1.0)
        few.save(str(FOLDER / f"{name}.png"), quality=0)  # 0 is the most a PNG is packed
        print(f"{name}: {few.width()}×{few.height()}, {(FOLDER / f'{name}.png').stat().st_size // 1024} KB")

    # ---------------------------------------------------------------- the pictures

    def start(self) -> None:
        """The start page with a document opened before."""
        place = Path("文档", "石家庄市科学技术协会-2022年绩效自评.zpt")
        self.window.memory.settings.remember(place, "石家庄市科学技术协会", [2022], "2023-02-28T17:42:00")
        self.window.start(None)
        self.size(860, 460)
        page = self.window.start_page
        assert page is not None
        self.keep("start", page)

    def whole(self) -> None:
        """The window."""
        from app.domain.address import parse_address

        self.open_sample()
        self.size(WIDTH, HEIGHT - 56)  # with this much in it a higher one is over 100 KB
        self.window.session.reveal(parse_address("accounts/outlay/final"))
        self.window.session.select("budget_execution_rate")
        self.keep("window", self.window)

    def entry(self) -> None:
        """A text that is refused, with the reason."""
        from PySide6.QtTest import QTest

        from app.domain.address import parse_address

        self.open_sample()
        self.window.session.reveal(parse_address("accounts/outlay_grand/final"))
        self.window.session.reveal(parse_address("accounts/personnel/final"))
        view = self.bench.view
        view.setFocus()
        QTest.keyClick(view, "1")
        self.settle()
        view.editing.editor.put("一千五")
        view.editing.editor.typed = True
        view.editing.commit()
        self.keep("entry", self.bench.middle, (0, 0, 1, 0.7))
        view.editing.close()

    def ratios(self) -> None:
        """The panel, one family unfolded."""
        self.open_sample()
        panel = self.bench.ratios
        index = panel.ratios.find("budget_execution_rate")
        panel.expand(index)
        self.window.session.select("budget_execution_rate")
        self.bench.side.setSizes([420, 200])
        self.keep("ratios", self.bench.side.widget(0))

    def explanation(self) -> None:
        """What is said of one ratio."""
        self.open_sample()
        self.window.session.select("budget_execution_rate")
        self.bench.side.setSizes([90, 560])
        self.keep("explanation", self.bench.side.widget(1), (0, 0, 1, 0.86))

    def checks(self) -> None:
        """Problems, one with a 说明."""
        from app.domain.act import SetCell
        from app.domain.address import Address
        from ui.problem_model import PROBLEM

        self.open_sample()
        problems = self.bench.problems.problems
        first = problems.index(0).data(PROBLEM)
        place = Address("explanation", first.key, "text")
        self.window.session.write([SetCell(place, None, "追加的专项经费，见财政局批复。")], "写说明")
        self.bench.problems.list.setCurrentIndex(problems.index(0))
        self.bench.middle.setSizes([250, 330])
        self.keep("checks", self.bench.problems)
        self.window.session.undo()

    def paste(self) -> None:
        """A block with one figure that is no amount."""
        from app.domain.address import parse_address
        from ui.grid.clipboard import Pasted
        from ui.grid.pasting import Paste
        from ui.grid.preview import Preview

        self.open_sample()
        view = self.bench.view
        self.window.session.reveal(parse_address("accounts/personnel/initial"))
        document = self.window.session.document
        assert document is not None
        texts = [["1,480.20", "1,540.00", "1,520.40"], ["120.5", "约 125", "119.53"]]
        work = Paste(view, view.table, document, Pasted(texts))
        dialog = Preview(view.table, work.deed(), None, False, view)
        dialog.resize(640, 320)
        dialog.show()
        self.keep("paste", dialog)
        dialog.close()

    def filter(self) -> None:
        """The choice of texts."""
        from ui.grid.filter_dialog import FilterDialog

        self.open_sample()
        self.bench.show_table("project")
        table = self.bench.view.table
        place = [column.key for column in table.columns].index("name")
        dialog = FilterDialog(table, place, self.bench.view)
        dialog.resize(420, 380)
        dialog.show()
        self.keep("filter", dialog)
        dialog.close()
        self.bench.show_table("accounts")

    def forms(self) -> None:
        """A project's form with its indicators, weights and the fields beside it."""
        from app.domain.address import parse_address

        self.open_sample()
        self.size(WIDTH, 760)
        self.bench.sizes.toggle_side()
        self.window.session.reveal(parse_address("indicator/2/actual"))
        self.bench.middle.setSizes([700, 0])
        self.bench.forms.pane.view.scrollTo(
            self.bench.forms.pane.view.currentIndex(),
            self.bench.forms.pane.view.ScrollHint.PositionAtCenter,
        )
        self.keep("forms", self.bench.forms.pane)
        self.bench.show_table("accounts")
        self.bench.sizes.toggle_side()

    def notes(self) -> None:
        """Two notes, one dealt with."""
        from app.domain.act import SetCell
        from app.domain.address import parse_address
        from app.domain.report import DONE, mark_address, note_address

        self.open_sample()
        texts = {
            "accounts/personnel/final": "部门决算公开表，财政拨款基本支出明细。",
            "accounts/outlay_project/adjusted": "含年中追加，文号待补。",
            "sangong/reception/final": "与接待台账核对过。",
        }
        report = self.window.session.document.report
        for where, text in texts.items():
            place = note_address(parse_address(where))
            self.window.session.write([SetCell(place, report.get(place), text)], "批注")
        mark = mark_address(parse_address("accounts/personnel/final"))
        self.window.session.write([SetCell(mark, report.get(mark), DONE)], "已处理")
        panel = self.bench.toggle_notes()
        panel.refill()
        self.bench.middle.setSizes([400, 180])
        self.keep("notes", panel)
        self.bench.toggle_notes()

    def new_year(self) -> None:
        """The dialog with the projects that go on."""
        from ui.year_dialogs import NewYearDialog

        self.open_sample()
        dialog = NewYearDialog(self.window.session.document, self.window)
        dialog.show()
        self.keep("new-year", dialog)
        dialog.close()

    def compare(self) -> None:
        """Two years side by side; the second one is taken over and filled with made figures."""
        from app.domain.act import SetCell
        from app.domain.address import Address
        from app.storage.editions import edition_for
        from app.years import begin_year

        self.open_sample("两年.zpt")
        session = self.window.session
        document = session.document
        old = {key: dict(record.cells) for key, record in document.report.tables["accounts"].items()}
        session.change_years(lambda d: begin_year(d, 2023, edition_for(2023), carrying=True, keep=None))
        changes = []
        for key, cells in old.items():
            for column in ("initial", "adjusted", "final"):
                place = Address("accounts", key, column)
                value = cells.get(column)
                if isinstance(value, int) and document.report.get(place) is None:
                    changes.append(SetCell(place, None, value * 104 // 1_000_000 * 10_000))
        session.write(changes, "填 2023 年度")
        self.settle()
        self.bench.show_comparison()
        self.size(WIDTH, 560)
        table = self.bench.comparing.pane.table
        table.go_to(12, 1)
        table.scrollTo(table.model().index(7, 1), table.ScrollHint.PositionAtTop)
        self.keep("compare", self.bench.comparing.pane)
        session.close()

    def importing(self) -> None:
        """A workbook of the office's own, looked through."""
        self.window.session.create(self.home / "新.zpt", "某某协会", 2022)
        self.size(WIDTH, HEIGHT)
        book = self.home / "2022 年收支情况.xlsx"
        _write_workbook(book)
        importing = self.window.files.importing
        importing.read(book)
        for _ in range(400):
            self.settle()
            dialog = importing.dialog
            if dialog is not None and dialog.preview.plan is not None and not dialog.progress.isVisible():
                break
            _wait(20)
        assert dialog is not None
        dialog.resize(1040, 640)
        self.keep("import", dialog)
        dialog.close()

    def export(self) -> None:
        """Where to, and with what."""
        from ui.export import ExportDialog

        self.open_sample()
        dialog = ExportDialog(Path("某某协会-2022年绩效自评.xlsx"), True, True, self.window)
        dialog.place.setText("某某协会-2022年绩效自评.xlsx")
        dialog.show()
        self.keep("export", dialog)
        dialog.close()

    def printing(self) -> None:
        """The preview of one table."""
        from ui.printing.verb import Taken

        self.open_sample()
        document = self.window.session.document
        dialog = self.window.files.printing.dialog(document, Taken(document), "accounts", single=True)
        dialog.banner.clear()  # what this machine has for 宋体 concerns nobody else
        dialog.resize(WIDTH, 560)
        dialog.list.expandAll()
        dialog.show()
        dialog.split.setSizes([200, 620, 240])
        self.keep("print", dialog)
        dialog.close()

    def restore(self) -> None:
        """The list of backups."""
        from datetime import datetime

        from app.storage.backup import Backup
        from ui.dialogs import RestoreDialog

        self.open_sample()
        days = [(28, 17, 42), (28, 11, 5), (27, 16, 30), (24, 9, 12)]
        copies = [Backup(Path("backup.zpt"), datetime(2023, 2, *day), 94_000) for day in days]  # noqa: DTZ001 - shown as local
        dialog = RestoreDialog(self.window.session.document.path, copies, self.window)
        dialog.show()
        self.keep("restore", dialog)
        dialog.close()


def _palette(picture: QImage) -> list[int]:
    """The colours that are seen most, and those that are rare but like no other: a red dot stays red.

    Qt's own palette of even steps would lose the quiet grounds.
    """
    import numpy

    pixels = numpy.frombuffer(picture.constBits(), dtype=numpy.uint32) | 0xFF000000
    colours, counts = numpy.unique(pixels, return_counts=True)
    colours = colours[numpy.argsort(-counts)]
    _, firsts = numpy.unique(colours & 0xFFC0C0C0 | (colours & 0x202020), return_index=True)
    unlike = colours[numpy.sort(firsts)]
    chosen = dict.fromkeys(int(colour) for colour in (*colours[: COLOURS // 2], *unlike, *colours))
    return list(chosen)[:COLOURS]


def _write_workbook(path: Path) -> None:
    """What an office may have: a table with a heading of two meanings and a text where a number belongs."""
    import xlsxwriter

    rows = [
        ("财政拨款收入", 1650.2, 1703.63), ("本年收入合计", 1650.2, 1703.63), ("人员经费", 1480.2, 1513.69),
        ("一般公用经费", 120.5, "约 120"), ("项目支出", 330, 339.61), ("本年支出合计", 1930.7, 1972.83),
    ]  # fmt: skip
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("收支情况")
    sheet.write(0, 0, "2022 年度收支预决算情况表")
    sheet.write(1, 0, "单位：万元")
    sheet.write_row(2, 0, ["项目", "预算数", "决算数"])
    for number, row in enumerate(rows, 3):
        sheet.write_row(number, 0, row)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 12)
    book.close()


def _wait(milliseconds: int) -> None:
    from PySide6.QtTest import QTest

    QTest.qWait(milliseconds)


def main(wanted: Sequence[str]) -> int:
    """Take the pictures named, or all."""
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(SCALE)
    names = {"start": Studio.start, "window": Studio.whole, "entry": Studio.entry, "ratios": Studio.ratios}
    pictures: dict[str, Callable[[Studio], None]] = {
        **names,
        "explanation": Studio.explanation,
        "checks": Studio.checks,
        "paste": Studio.paste,
        "filter": Studio.filter,
        "forms": Studio.forms,
        "notes": Studio.notes,
        "new-year": Studio.new_year,
        "export": Studio.export,
        "print": Studio.printing,
        "restore": Studio.restore,
        "import": Studio.importing,
        "compare": Studio.compare,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in wanted or pictures:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["ZIPINGTONG_HOME"] = folder
            studio = Studio(Path(folder))
            pictures[name](studio)
            studio.window.session.close()
            studio.window.close()
            studio.window.deleteLater()
            studio.settle()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
