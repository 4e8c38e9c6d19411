"""`zipingtong --self-test`: whether the program works here, tried on the sample in a temporary folder."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.address import Address
from app.domain.frozen import frozen

if TYPE_CHECKING:
    from app.document import Document


class Failed(Exception):
    """A step did not give what it should; `str()` says in Chinese what came instead."""


@frozen
class Trial:
    """What the steps work on: the sample as an open document, and the folder it lies in."""

    document: Document
    folder: Path


@frozen
class Step:
    """`title` says what is tried; `run` does it and gives what is worth telling, or raises."""

    title: str
    run: Callable[[Trial], str]


def run(steps: Sequence[Step]) -> int:
    """Try one step after the other, print a line for each; 0 when all did, 1 at the first that did not."""
    title = "新建样例文档"
    try:
        with _folder() as folder, _sample(folder) as document:
            _say(f"✓ {title}：{document.unit}，{document.year} 年度")
            trial = Trial(document, folder)
            for step in steps:
                title = step.title
                told = step.run(trial)
                _say(f"✓ {title}{f'：{told}' if told else ''}")
            title = "关闭文档，清空临时文件夹"
        if folder.exists():
            raise Failed(f"还在：{folder}")
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is what this is for finding
        _say(f"✗ {title}：{error or type(error).__name__}")
        if not isinstance(error, Failed):
            _say_where(error)
        return 1
    _say("自检通过。")
    return 0


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command line's answer


def _say_where(error: BaseException) -> None:
    """Where in the program it happened, for whoever mends it."""
    import traceback

    for line in traceback.format_exception(error)[-4:]:
        print(line.rstrip(), file=sys.stderr)  # noqa: T201 - the command line's answer


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for everything, settings and backups included; nothing of the user's is touched."""
    before = os.environ.get("ZIPINGTONG_HOME")
    with tempfile.TemporaryDirectory(prefix="zipingtong-") as name:
        os.environ["ZIPINGTONG_HOME"] = str(Path(name) / "home")
        try:
            yield Path(name)
        finally:
            if before is None:
                del os.environ["ZIPINGTONG_HOME"]
            else:
                os.environ["ZIPINGTONG_HOME"] = before


@contextmanager
def _sample(folder: Path) -> Iterator[Document]:
    from app.document import create, open_document
    from app.samples import load_sample, sample_changes
    from app.storage.editions import edition_for

    sample = load_sample()
    path = folder / "样例.zpt"
    with create(path, sample.unit, sample.year, edition_for(sample.year)) as document:
        document.write(sample_changes(document.model.edition, document.report, sample), "填入样例数据")
    with open_document(path) as document:
        yield document


def _edit(trial: Trial) -> str:
    """A figure changed: what depends on it follows, undo takes it back, redo brings it again."""
    from app.calculation.labels import describe
    from app.domain.act import SetCell

    document = trial.document
    before = document.digest()
    address, old = next(
        (address, value)
        for address, value in document.report.cells()
        if isinstance(value, int)
        and document.model.edition.table[address.table].column[address.column].kind.name == "money"
        and value > 0
    )
    effect = document.write([SetCell(address, old, old + 100)], "自检")
    if effect.changed <= {address}:
        raise Failed("改了一格，别的数没有跟着算")
    after = document.digest()
    document.undo()
    if document.digest() != before:
        raise Failed("撤销以后和改之前不一样")
    document.redo()
    if document.digest() != after or document.report.get(address) != old + 100:
        raise Failed("重做以后和改过以后不一样")
    name = describe(document.model.edition, document.report, address)
    return f"{name}，{len(effect.changed) - 1} 格跟着变"


def _export(trial: Trial) -> str:
    """The workbook; it is read back cell by cell before it counts."""
    from app.exchange.xlsx import export

    document = trial.document
    done = export(
        document.model,
        document.report,
        document.results,
        trial.folder / "样例.xlsx",
        unit_name=document.unit,
    )
    return f"{done.pages} 页，{done.cells} 格"


def _import(trial: Trial) -> str:
    """The workbook into an empty document, which must then hold the same."""
    from app.document import create
    from app.exchange.reading.workbook import read_workbook
    from app.intake.deed import aim_at, carry_out
    from app.intake.plan import plan
    from app.intake.source import find_source

    document, workbook = trial.document, trial.folder / "样例.xlsx"
    edition = document.model.edition
    with create(trial.folder / "导入.zpt", document.unit, document.year, edition) as other:
        aim = aim_at(other, other.year)
        source = find_source(workbook, read_workbook(workbook), aim.model.edition, aim.year)
        made = plan(aim.model, aim.report, source, (), aim.before)
        carry_out(other, aim, source, made)
        if other.digest() != document.digest():
            raise Failed("导入的数和导出前不一样")
    return f"写入 {len(made.items)} 格，摘要一致"


def _forms(trial: Trial) -> str:
    """Forms scored, written, and read into an empty document, which must then give the same scores."""
    from app.document import create
    from app.exchange.finding.entries import Way
    from app.exchange.forms_out import Choice, export_workbook
    from app.exchange.reading.workbook import read_workbook
    from app.intake.deed import aim_at, write
    from app.intake.forms import FormChoice, find_source, plan_forms

    document, path = trial.document, trial.folder / "自评表.xlsx"
    choice = Choice(document.model, document.report, document.results, document.unit)
    done = export_workbook(choice, path)
    with create(trial.folder / "自评表.zpt", document.unit, document.year, document.model.edition) as other:
        aim = aim_at(other, other.year)
        source = find_source([(path, read_workbook(path))], aim.model.edition)
        made = plan_forms(aim, source, [FormChoice(way=Way()) for _ in source.forms])
        write(other, aim, made.changes, source.name)
        found = _scores(other)
        if not found or found != {name: score for name, score in _scores(document).items() if name in found}:
            raise Failed("读回的自评表得分和导出前不一样")
    return f"{done.forms} 张，{done.cells} 格，读回 {len(found)} 张，得分一致"


def _scores(document: Document) -> dict[str, object]:
    """Scores of the projects that have a form, by name."""
    tables = document.model.edition.forms.tables
    name = document.model.edition.table[tables.project].name_column
    own = {record.parent for record in document.report.rows(tables.items)}
    return {
        str(record.cells.get(name)): document.value(Address(tables.project, record.row, "score"))
        for record in document.report.rows(tables.project)
        if record.row in own
    }


def _compare(trial: Trial) -> str:
    """Another year, made from this one, and both side by side."""
    from app.comparison.build import compare
    from app.storage.editions import edition_for
    from app.years import begin_year

    document = trial.document
    year = document.year
    taken = begin_year(document, year + 1, edition_for(year + 1))
    made = compare(document, document.years)
    document.select_year(year)
    lines = sum(len(part.lines) for part in made.groups)
    if not taken or not lines:
        raise Failed(f"带入 {taken} 格，对比 {lines} 行")
    return f"新的一年带入 {taken} 格，对比 {lines} 行"


def _manual(trial: Trial) -> str:
    """Every page of the manual, with what the edition says put in."""
    from app.manual.pages import Manual

    pages = Manual(trial.document.model).pages
    if not all(page.html for page in pages.values()):
        raise Failed("有空白的页")
    return f"{len(pages)} 页"


STEPS = (
    Step("修改一格，重算，撤销，重做", _edit),
    Step("导出 Excel 并逐格读回", _export),
    Step("把导出的 Excel 导入另一个文档", _import),
    Step("自评表计分，导出，读回", _forms),
    Step("新建下一年度，年度对比", _compare),
    Step("读使用手册", _manual),
)
