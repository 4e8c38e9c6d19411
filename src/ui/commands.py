"""Menus and tool bar: every verb of the window with its words, its key and its icon, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QComboBox, QMenu, QMenuBar, QToolBar, QWidget

from app.domain.amount import MONEY_UNITS
from app.domain.frozen import frozen
from app.storage.settings import Recent
from ui.chip import Chip
from ui.icons import icon
from ui.session import Session
from ui.theme import THEMES


@frozen
class Command:
    """One verb. `needs` is what must be there: nothing, a document, several years, something to undo…"""

    key: str
    text: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    needs: str = "document"


COMMANDS = (
    Command("new", "新建(&N)…", ("Ctrl+N",), "new", needs=""),
    Command("open", "打开(&O)…", ("Ctrl+O",), "open", needs=""),
    Command("sample", "打开样例(&A)", (), "sample", needs=""),
    Command("save_copy", "另存副本(&S)…", ("Ctrl+Shift+S",), ""),
    Command("restore", "从备份恢复(&B)…", (), "history", needs=""),
    Command(
        "import", "导入(&I)…", ("Ctrl+I",), "import", "把 Excel、WPS 的表读进来：先看预览，再写入（Ctrl+I）"
    ),
    Command("import_forms", "导入自评表(&Z)…"),
    Command("template", "导出填报模板(&T)…"),
    Command("export", "导出 Excel(&E)…", ("Ctrl+E",), "export", "导出成报告用的 Excel 表（Ctrl+E）"),
    Command("print", "打印本表(&P)…", ("Ctrl+P",), "print", "打印现在这张表：先看预览，再打印（Ctrl+P）"),
    Command("print_all", "打印全部(&G)…", ("Ctrl+Shift+P",)),
    Command("export_pdf", "导出 PDF(&F)…", ("Ctrl+Shift+E",)),
    Command("export_forms", "导出自评表(&M)…"),
    Command("log", "操作日志(&L)…"),
    Command("close", "关闭文档(&C)", ("Ctrl+W",)),
    Command("quit", "退出(&Q)", ("Ctrl+Q",), needs=""),
    Command("years", "年度列表(&L)…", ("Ctrl+L",)),
    Command("new_year", "新建年度(&N)…"),
    Command("check_year", "与上年度核对(&H)…", needs="before"),
    Command("lock_year", "本年度已上报，锁定(&K)…"),
    Command("follow", "更换版式(&F)…"),
    Command("remove_year", "删除本年度(&D)…", needs="years"),
    Command("compare", "年度对比(&C)", ("Ctrl+Shift+Y",)),
    Command("undo", "撤销(&U)", ("Ctrl+Z",), "undo", needs="undo"),
    Command("redo", "重做(&R)", ("Ctrl+Y", "Ctrl+Shift+Z"), "redo", needs="redo"),
    Command("sentence", "把选中的数复制成一句话(&J)", ("Ctrl+J",), "sentence", needs="selection"),
    Command("find", "查找(&F)…", ("Ctrl+F",), "search"),
    Command("replace", "替换(&E)…", ("Ctrl+H",)),
    Command("next_table", "下一张表(&N)", ("Ctrl+PgDown",)),
    Command("previous_table", "上一张表(&P)", ("Ctrl+PgUp",)),
    Command("form", "自评表(&S)", ("F4",)),
    Command("larger", "放大(&I)", ("Ctrl+=", "Ctrl++"), needs=""),
    Command("smaller", "缩小(&O)", ("Ctrl+-",), needs=""),
    Command("normal", "显示比例 100%(&0)", ("Ctrl+0",), needs=""),
    Command("other_unit", "切换万元/元(&U)", ("Ctrl+U",), needs=""),
    Command("side", "比率和说明窗格(&R)", ("Ctrl+Shift+R",)),
    Command("notes", "批注列表(&B)", ("Ctrl+Shift+M",)),
    Command("next_pane", "下一个窗格(&W)", ("F6",)),
    Command("previous_pane", "上一个窗格(&V)", ("Shift+F6",)),
    Command("manual", "使用手册(&M)", ("F1",), needs=""),
    Command("shortcuts", "快捷键(&K)", ("Ctrl+F1",), needs=""),
    Command("about", "关于自评通(&A)", needs=""),
)


class Commands(QObject):
    """The actions by key. The main window says what each does and when it can be done."""

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self.actions: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(command.text, window)
            action.setShortcuts([QKeySequence(key) for key in command.shortcuts])
            if command.icon:
                action.setIcon(icon(command.icon))
            if command.tip:
                action.setToolTip(command.tip)
            self.actions[command.key] = action
            window.addAction(action)
        self.themes = self._choices(THEMES)
        units = zip(MONEY_UNITS, "WY", strict=True)
        self.units = self._choices({label: f"{label}(&{key})" for label, key in units})
        self.recent = QMenu("最近的文档(&R)", window)
        self.recent.setIcon(icon("history"))
        self.grid = QMenu("表格(&T)", window)
        self.edit = QMenu("编辑(&E)", window)
        self.year = QComboBox(window)
        self.year.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.margin = QWidget(window)  # lines the tool bar up with the panes
        self._unit_chips: list[Chip] = []

    def _choices(self, choices: dict[str, str]) -> QActionGroup:
        group = QActionGroup(self)
        for key, text in choices.items():
            action = group.addAction(text)
            action.setCheckable(True)
            action.setData(key)
        return group

    def bind(self, deeds: dict[str, Callable[[], object]]) -> None:
        """Say what each verb does."""
        for key, deed in deeds.items():
            self.actions[key].triggered.connect(lambda _=False, deed=deed: deed())

    # ---------------------------------------------------------------- where they stand

    def fill_menus(self, bar: QMenuBar) -> None:
        """文件 编辑 表格 年度 查看 帮助."""
        a = self.actions
        menu = bar.addMenu("文件(&F)")
        menu.addActions([a["new"], a["open"], a["sample"]])
        menu.addMenu(self.recent)
        menu.addSeparator()
        menu.addActions([a["save_copy"], a["restore"]])
        menu.addSeparator()
        menu.addActions([a["import"], a["import_forms"]])
        menu.addActions([a["export"], a["export_pdf"], a["export_forms"], a["template"]])
        menu.addSeparator()
        menu.addActions([a["print"], a["print_all"]])
        menu.addSeparator()
        menu.addAction(a["log"])
        menu.addSeparator()
        menu.addActions([a["close"], a["quit"]])
        bar.addMenu(self.edit)
        bar.addMenu(self.grid)
        menu = bar.addMenu("年度(&Y)")
        menu.addActions([a["years"], a["new_year"], a["compare"]])
        menu.addSeparator()
        menu.addActions([a["check_year"], a["lock_year"], a["follow"]])
        menu.addSeparator()
        menu.addAction(a["remove_year"])
        menu = bar.addMenu("查看(&V)")
        money = menu.addMenu("金额单位(&M)")
        money.addActions(self.units.actions())
        money.addSeparator()
        money.addAction(a["other_unit"])
        menu.addSeparator()
        menu.addActions([a["larger"], a["smaller"], a["normal"]])
        menu.addSeparator()
        menu.addMenu("外观(&T)").addActions(self.themes.actions())
        menu.addSeparator()
        menu.addActions([a["side"], a["notes"], a["next_pane"], a["previous_pane"]])
        menu = bar.addMenu("帮助(&H)")
        menu.addActions([a["manual"], a["shortcuts"], a["about"]])
        self.take_over([])

    def take_over(self, grid: Sequence[QAction], rows: Sequence[QAction] = ()) -> None:
        """编辑 also carries what the grid can do, separators included; 表格 what concerns whole rows."""
        a = self.actions
        self.edit.clear()
        self.edit.addActions([a["undo"], a["redo"]])
        self.edit.addSeparator()
        self.edit.addActions([action for action in grid if action not in rows])
        self.edit.addSeparator()
        self.edit.addActions([a["sentence"], a["find"], a["replace"]])
        self.grid.clear()
        self.grid.addActions(list(rows))
        self.grid.addSeparator()
        self.grid.addActions([a["form"], a["next_table"], a["previous_table"]])

    def fill_recent(self, entries: Sequence[Recent], open_path: Callable[[Path], object]) -> None:
        """The documents opened last, when the menu is about to be seen."""
        self.recent.clear()
        for number, entry in enumerate(entries[:9], 1):
            label = f"{entry.unit}　{entry.path.name}".replace("&", "&&")
            action = self.recent.addAction(f"&{number}　{label}")
            action.triggered.connect(lambda _=False, path=entry.path: open_path(path))
        if self.recent.isEmpty():
            self.recent.addAction("还没有").setEnabled(False)

    def fill_tools(self, bar: QToolBar) -> None:
        """年度, 撤销 重做, 导入 导出 打印, 万元/元."""
        bar.addWidget(self.margin)
        self.year.setAccessibleName("年度")
        self.year.setToolTip("换一个年度看")
        bar.addWidget(self.year)
        bar.addSeparator()
        bar.addActions([self.actions["undo"], self.actions["redo"]])
        bar.addSeparator()
        bar.addActions([self.actions["import"], self.actions["export"], self.actions["print"]])
        bar.addSeparator()
        for action in self.units.actions():
            chip = Chip(str(action.data()), parent=bar)
            chip.setToolTip(f"金额按{action.data()}显示和填写，数据不变（Ctrl+U 切换）")
            chip.clicked.connect(action.trigger)
            self._unit_chips.append(chip)
            bar.addWidget(chip)
        bar.addSeparator()
        bar.addAction(self.actions["find"])
        texts = {
            "import": "导入",
            "export": "导出",
            "print": "打印",
            "find": "查找",
            "undo": "撤销",
            "redo": "重做",
        }
        for key, text in texts.items():
            self.actions[key].setIconText(text)

    # ---------------------------------------------------------------- when they can be done

    def show_state(self) -> None:
        """Enable what can be done, and put into words what undo would take back."""
        document = self._session.document
        undo = document.undo_text if document is not None else ""
        redo = document.redo_text if document is not None else ""
        selection = self._session.selection
        given = {
            "": True,
            "document": document is not None,
            "years": document is not None and len(document.years) > 1,
            "before": document is not None and document.year - 1 in document.years,
            "undo": bool(undo),
            "redo": bool(redo),
            "selection": selection is not None,
        }
        for command in COMMANDS:
            self.actions[command.key].setEnabled(given[command.needs])
        for key, word, what in (("undo", "撤销(&U)", undo), ("redo", "重做(&R)", redo)):
            action = self.actions[key]
            text = f"{word} {_short(what)}" if what else word
            if action.text() != text:
                icon_text = action.iconText()
                action.setText(text)
                action.setIconText(icon_text)
                keys = "、".join(each.toString() for each in action.shortcuts())
                action.setToolTip(f"{icon_text}{'：' + what if what else ''}（{keys}）")

    def show_choices(self, theme: str) -> None:
        """Tick the present unit and theme."""
        for action in self.units.actions():
            action.setChecked(action.data() == self._session.money_unit.label)
        for chip in self._unit_chips:
            chip.setChecked(chip.text() == self._session.money_unit.label)
        for action in self.themes.actions():
            action.setChecked(action.data() == theme)

    def show_years(self) -> None:
        """The years of the document."""
        document = self._session.document
        self.year.blockSignals(True)
        self.year.clear()
        if document is not None:
            for year in document.years:
                closed = document.seal(year) is not None
                self.year.addItem(f"{year} 年度（已锁定）" if closed else f"{year} 年度", year)
            self.year.setCurrentIndex(document.years.index(document.year))
        self.year.blockSignals(False)
        closed = document is not None and document.seal() is not None
        self.actions["lock_year"].setText("本年度解锁(&K)…" if closed else "本年度已上报，锁定(&K)…")


def _short(text: str, limit: int = 24) -> str:
    text = text.replace("&", "&&")
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
