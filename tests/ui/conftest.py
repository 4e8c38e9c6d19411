"""The whole window on a real document in a temporary folder, its settings and backups beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.document import create
from app.domain.address import Address, parse_address
from app.samples import load_sample, sample_changes
from app.storage.editions import edition_for
from app.storage.settings import Settings
from ui.main import make_window
from ui.main_window import MainWindow
from ui.problem_model import PROBLEM
from ui.ratio_model import NODE

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Offscreen says what it cannot do without a window manager; that is no finding."""
    for item in items:
        if HERE in item.path.parents:
            mark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
            item.add_marker(mark)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 2022 report as a document; copy it, do not open it."""
    path = tmp_path_factory.mktemp("sample") / "样例.zpt"
    sample = load_sample()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZIPINGTONG_HOME", str(path.parent / "home"))
        with create(path, sample.unit, sample.year, edition_for(sample.year)) as document:
            document.write(sample_changes(document.model.edition, document.report, sample), "填入示例数据")
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and backups of this test alone."""
    folder = tmp_path / "home"
    monkeypatch.setenv("ZIPINGTONG_HOME", str(folder))
    monkeypatch.setattr("ui.dialogs.documents_folder", lambda: tmp_path)
    return folder


class Desk:
    """A window with a document in it, and what an officer sees and does."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self.qtbot, self.window, self.session = qtbot, window, window.session

    @property
    def document(self):
        assert self.session.document is not None
        return self.session.document

    @property
    def bench(self):
        assert self.window.workbench is not None
        return self.window.workbench

    def value(self, address: str) -> object:
        return self.document.report.get(parse_address(address))

    def enter(self, address: str, text: str) -> bool:
        done = self.session.enter(parse_address(address), text)
        QApplication.processEvents()
        return done

    def go(self, address: str) -> Address:
        found = parse_address(address)
        self.session.reveal(found)
        QApplication.processEvents()
        return found

    def act(self, name: str) -> None:
        self.window.commands.actions[name].trigger()
        QApplication.processEvents()

    def ratio(self, key: str):
        """The line of a ratio."""
        index = self.bench.ratios.ratios.find(key)
        assert index.isValid(), key
        return index.data(NODE)

    def problem_lines(self) -> list[str]:
        model = self.bench.problems.problems
        return [model.index(row).data(PROBLEM).message for row in range(model.rowCount())]

    def take_problem(self, code: str) -> None:
        """Put the cursor on the first problem of a check."""
        model = self.bench.problems.problems
        rows = [row for row in range(model.rowCount()) if model.index(row).data(PROBLEM).code == code]
        assert rows, code
        self.bench.problems.list.setCurrentIndex(model.index(rows[0]))

    def keys(self, widget: QWidget, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(widget, key)
        QApplication.processEvents()


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home / "settings.json")


@pytest.fixture
def window(qtbot, settings: Settings) -> Iterator[MainWindow]:
    """No document yet."""
    made = make_window(settings)
    qtbot.addWidget(made)
    made.setWindowState(Qt.WindowState.WindowNoState)  # the offscreen display is small
    made.resize(1366, 768)
    yield made
    made.theme.choose("system")
    if made.session.document is not None:
        made.session.document.close(backup=False)
        made.session.document = None


@pytest.fixture
def start(window: MainWindow) -> MainWindow:
    """The start page."""
    window.start(None)
    window.show()
    return window


@pytest.fixture
def sample(tmp_path: Path, sample_file: Path) -> Path:
    """A copy of the sample to work on."""
    return Path(shutil.copy(sample_file, tmp_path / "报告.zpt"))


@pytest.fixture
def desk(qtbot, window: MainWindow, sample: Path) -> Desk:
    """The window with the sample."""
    window.start(sample)
    window.show()
    QApplication.processEvents()
    return Desk(qtbot, window)
