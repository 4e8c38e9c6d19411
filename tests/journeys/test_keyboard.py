"""The whole program as the officer meets it: a real window, the keyboard, the file, the workbook."""

from __future__ import annotations

from pathlib import Path

from app.cli import main
from app.document import open_document
from app.domain.address import Address
from tests.journeys.support import front, in_a_window, wait_for, xdotool

pytestmark = in_a_window


def value(path: Path, address: Address) -> object:
    with open_document(path, read_only=True) as document:
        return document.report.get(address)


def test_three_numbers_typed_are_found_in_the_workbook(tmp_path: Path, program) -> None:
    path, book = tmp_path / "某局.zpt", tmp_path / "某局.xlsx"
    assert main(["new", str(path), "--unit", "某局", "--year", "2023"]) == 0
    process = program(path)
    xdotool("key", "ctrl+Home")  # the first cell that can be filled
    for number, key in (("1476.24", "Tab"), ("1703.63", "Tab"), ("1972.831", "Return")):
        xdotool("type", "--delay", "40", number)
        xdotool("key", key)
    first = Address("accounts", "fiscal_appropriation", "final")
    wait_for(lambda: value(path, first) == 1_972_831_000)
    assert value(path, first._replace(column="initial")) == 1_476_240_000
    assert value(path, first._replace(column="adjusted")) == 1_703_630_000
    xdotool("key", "ctrl+z")
    wait_for(lambda: value(path, first) is None)
    xdotool("key", "ctrl+y")
    wait_for(lambda: value(path, first) == 1_972_831_000)
    process.kill()  # what was shown as saved needs no farewell
    process.wait()

    assert main(["export", str(path), "--to", str(book)]) == 0
    import openpyxl

    sheet = openpyxl.load_workbook(book)["收支预决算情况表"]
    shown = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)}
    assert {1476.24, 1703.63, 1972.831} <= shown


def press(*keys: str) -> None:
    for key in keys:
        xdotool("key", key)


def typed(text: str, *keys: str) -> None:
    xdotool("type", "--delay", "40", text)
    press(*keys)


def test_a_day_of_typing_without_the_mouse(tmp_path: Path, program) -> None:
    """Rows typed, a block copied and pasted, filled, corrected, replaced; projects added, filtered, noted."""
    path = tmp_path / "某局.zpt"
    assert main(["new", str(path), "--unit", "某局", "--year", "2023"]) == 0
    process = program(path)

    def cell(row: str, column: str = "final", table: str = "accounts") -> object:
        return value(path, Address(table, int(row) if row.isdigit() else row, column))

    press("ctrl+Home")
    typed("100", "Tab")
    typed("250.5", "Tab")
    typed("150", "Return")  # and Enter goes back under the first cell
    typed("100", "Tab", "Tab")
    typed("150", "Return")
    wait_for(lambda: cell("general_public_budget") == 150 * 10**6)
    assert cell("general_public_budget", "initial") == 100 * 10**6

    press("ctrl+Home", "shift+Right", "shift+Right", "ctrl+c", "Down", "Down", "Down", "Down", "ctrl+v")
    front("粘贴预览", process)
    press("Return")
    wait_for(lambda: cell("superior_subsidy", "adjusted") == 250_500_000)
    press("shift+Down", "ctrl+d")
    wait_for(lambda: cell("institution_income") == 150 * 10**6)
    press("ctrl+z")
    wait_for(lambda: cell("institution_income") is None)

    press("ctrl+Home", "F2")
    typed("9", "Return")
    wait_for(lambda: cell("fiscal_appropriation", "initial") == 100_009_000)  # 100.00 and a 9: 100.009
    press("ctrl+Home", "Delete")
    wait_for(lambda: cell("fiscal_appropriation", "initial") is None)

    press("ctrl+h")
    typed("150", "Tab")
    typed("151", "alt+a")
    wait_for(lambda: cell("superior_subsidy") == 151 * 10**6 and cell("general_public_budget") == 151 * 10**6)
    press("Escape", "ctrl+Next", "ctrl+Next", "ctrl+Next")  # to the projects

    for name, final in (("Alpha", "5"), ("Beta", "50"), ("Gamma", "500")):
        press("Insert")
        typed(name, *["Tab"] * 7)
        typed(final, "Return")
    wait_for(lambda: cell("3", table="project") == 500 * 10**6)
    press(*["Tab"] * 7, "ctrl+shift+l")
    front("筛选", process)
    typed("40", "Return")
    press("ctrl+Home", "ctrl+space", "Delete")  # reaches the rows in sight only
    wait_for(lambda: cell("2", "name", "project") is None)
    assert cell("1", "name", "project") == "Alpha"
    press("ctrl+z", "ctrl+Home", "shift+F2")
    front("批注", process)
    typed("from the budget", "Tab", "Return")
    wait_for(lambda: value(path, Address("note", "project/2/name", "text")) == "from the budget")
    press("ctrl+shift+m", "space")
    wait_for(lambda: value(path, Address("note", "project/2/name", "done")) == "已处理")
    assert cell("2", "name", "project") == "Beta"
    assert process.poll() is None
