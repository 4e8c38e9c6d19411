"""Above the sheet: which project the form is of, the unit of its amounts, what becomes of old indicators."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from app.calculation.labels import row_name
from app.intake.matches import Option
from app.intake.rows import NEW
from ui.importing.chooser import Choice, Chooser
from ui.importing.column import put_rows
from ui.importing.forms_preview import FormsPreview
from ui.importing.way import chosen_way, show_way, way_boxes
from ui.theme import framed


class FormStrip(QWidget):
    """Says what the officer wants; the dialog does it."""

    row_wanted = Signal(int, int)  # form, project
    way_wanted = Signal(int, object)  # form, Way
    replacing_wanted = Signal(int, bool)

    def __init__(self, preview: FormsPreview, parent: QWidget) -> None:
        super().__init__(parent)
        self._preview = preview
        self._number = 0
        self.project = Choice(self)
        self._project_label = QLabel("这份自评表是(&T)", self)
        self._project_label.setBuddy(self.project)
        self._way = way_boxes(self)
        self.unit, self.rounding = self._way.unit, self._way.rounding
        self.replaces = QCheckBox("以文件为准，删去文件里没有的指标(&D)", self)
        self.replaces.setPalette(framed(self.palette()))
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.addWidget(self._project_label)
        upper.addWidget(self.project, 1)
        for widget in (*self._way, self.replaces):
            lower.addWidget(widget)
        lower.addStretch(1)
        put_rows(self, (upper, lower))
        self.project.wanted.connect(self.ask_project)
        self.unit.activated.connect(self._ask_way)
        self.rounding.clicked.connect(self._ask_way)
        self.replaces.clicked.connect(lambda on: self.replacing_wanted.emit(self._number, on))

    def show_form(self, number: int, where_to: str) -> None:
        """Another form, or another plan of it."""
        self._number = number
        form, chosen = self._preview.form(number), self._preview.choices[number]
        self.setEnabled(chosen.used)
        of_project = form.of == "project"  # the department's is of none, and has no amounts
        self.project.setEnabled(of_project)
        for widget in self._way:
            widget.setVisible(of_project)
        self.project.show_text(where_to)
        self.project.setAccessibleName(f"这份自评表是：{where_to}")
        show_way(self._way, chosen.way, f"{form.money}（文件写明）" if form.money else "没有写明，请选")
        self.replaces.setChecked(chosen.replaces)
        plan = self._preview.plan
        known = plan is not None and number in plan.rows and number not in plan.fresh
        self.replaces.setVisible(known and of_project)

    def ask_project(self) -> None:
        """A list of the projects, and a new one."""
        aim = self._preview.aim
        table = aim.model.edition.forms.tables.project
        options = [Option("新项目", NEW)]
        for number, record in enumerate(aim.report.rows(table), 1):
            name = row_name(aim.model.edition, None, table, record.row)
            called = row_name(aim.model.edition, aim.report, table, record.row, number) or name
            unit = str(record.cells.get("unit") or "")
            options.append(Option(f"{called}{f'（{unit}）' if unit else ''}", int(record.row)))
        number = self._number

        def take(option: Option) -> None:
            if isinstance(option.target, int):
                self.row_wanted.emit(number, option.target)

        now = self.project.currentText()
        self.chooser = Chooser("这份自评表是", options, now, take, self)
        self.chooser.open_at(self.project, QPoint(0, self.project.height()))

    def _ask_way(self) -> None:
        self.way_wanted.emit(self._number, chosen_way(self._way))
