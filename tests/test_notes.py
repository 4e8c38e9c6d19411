"""Notes of cells and their marks: listed in order, kept in the file, gone together, printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.calculation import entry
from app.calculation.notes import list_notes
from app.cli import main
from app.document import create, open_document
from app.domain.act import SetCell
from app.domain.address import parse_address
from app.domain.amount import Refused
from app.domain.report import DONE, mark_address, note_address
from app.edits import add_rows, move_rows, remove_rows
from app.exchange.layout import build
from app.storage.editions import edition_for
from app.storage.fits import misfit

CELL = parse_address("accounts/personnel/final")
OTHER = parse_address("accounts/fiscal_appropriation/final")


@pytest.fixture
def document(tmp_path: Path):
    with create(tmp_path / "甲.zpt", "某局", 2022, edition_for(2022)) as made:
        made.write(
            [SetCell(note_address(CELL), None, "财决04表"), SetCell(note_address(OTHER), None, "批复")],
            "批注",
        )
        yield made


def mark(document, cell=CELL) -> None:
    document.write([SetCell(mark_address(cell), None, DONE)], "批注已处理")


def test_the_order_is_that_of_the_tables(document):
    rows = add_rows(document.report, "project", [{"name": "甲"}, {"name": "乙"}])
    document.write(rows, "加")
    for place in ("project/1/name", "project/2/final", "project/2/name", "profile/unit_name/value"):
        document.write([SetCell(note_address(parse_address(place)), None, place)], "批注")
    document.write(move_rows(document.report, "project", {2}, 0), "移")
    found = [str(note.cell) for note in list_notes(document.model.edition, document.report)]
    assert found == [
        "profile/unit_name/value", "accounts/fiscal_appropriation/final", "accounts/personnel/final",
        "project/2/name", "project/2/final", "project/1/name",
    ]  # fmt: skip


def test_a_mark_is_an_act_that_undo_takes_back_and_the_file_keeps(document):
    mark(document)
    assert [note.done for note in list_notes(document.model.edition, document.report)] == [False, True]
    document.undo()
    assert not any(note.done for note in list_notes(document.model.edition, document.report))
    document.redo()
    document.close(backup=False)
    with open_document(document.path, read_only=True) as again:
        assert again.report.get(mark_address(CELL)) == DONE


def test_a_note_taken_away_takes_its_mark_along_in_one_act(document):
    mark(document)
    acts = len(document.acts())
    document.write([SetCell(note_address(CELL), "财决04表", None)], "删除批注")
    assert document.report.get(mark_address(CELL)) is None
    assert len(document.acts()) == acts + 1
    document.undo()
    assert document.report.get(mark_address(CELL)) == DONE
    assert document.report.get(note_address(CELL)) == "财决04表"


def test_both_taken_away_at_once(document):
    mark(document)
    gone = [SetCell(note_address(CELL), "财决04表", None), SetCell(mark_address(CELL), DONE, None)]
    document.write(gone, "删除批注")
    assert document.report.get(mark_address(CELL)) is None


def test_a_note_written_anew_keeps_its_mark(document):
    mark(document)
    document.write([SetCell(note_address(CELL), "财决04表", "财决05表")], "批注")
    assert document.report.get(mark_address(CELL)) == DONE


def test_removing_a_row_takes_notes_and_marks(document):
    document.write(add_rows(document.report, "project", [{"name": "甲"}]), "加")
    cell = parse_address("project/1/name")
    document.write([SetCell(note_address(cell), None, "来源")], "批注")
    mark(document, cell)
    document.write(remove_rows(document.report, "project", {1}, document.model.edition), "删")
    assert len(list_notes(document.model.edition, document.report)) == 2
    assert str(cell) not in document.report.tables["note"]
    document.undo()
    assert document.report.get(mark_address(cell)) == DONE


def test_a_mark_hangs_on_a_note_and_has_one_value(document):
    def locked(cell) -> str:
        return entry.locked(document.model, document.report, document.cells, mark_address(cell))

    assert locked(CELL) == ""
    assert locked(parse_address("accounts/public/final")) != ""
    edition = document.model.edition
    assert entry.parse_cell(edition, mark_address(CELL), "已处理") == DONE
    with pytest.raises(Refused, match="已处理"):
        entry.parse_cell(edition, mark_address(CELL), "好了")


@pytest.mark.parametrize("cells", [{"text": "甲", "done": "1"}, {"text": "甲", "other": "x"}, {"text": 5}])
def test_a_file_with_other_marks_does_not_fit(document, cells):
    document.report.tables["note"][str(CELL)].cells = cells
    assert misfit(document.model.edition, document.report) == f"note/{CELL}"


def test_the_mark_is_printed_where_there_is_one(document):
    def page():
        made = build(document.model, document.report, document.results, unit_name="某局")
        return next(one for one in made if one.key == "notes")

    assert [column.heading for column in page().columns] == ["序号", "位置", "批注"]
    mark(document)
    assert page().columns[-1].heading == "处理"
    assert [row.cells[-1] for row in page().rows] == [None, DONE]


def test_from_the_command_line(document, capsys):
    document.close(backup=False)
    path = str(document.path)
    assert main(["set", path, f"note/{CELL}/done", "已处理"]) == 0
    assert main(["set", path, f"note/{CELL}/text", ""]) == 0
    with open_document(document.path, read_only=True) as again:
        assert str(CELL) not in again.report.tables["note"]
