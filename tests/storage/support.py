"""A tiny edition and what the storage tests and their child processes share."""

from __future__ import annotations

import sys
import types
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from app.domain.act import Change, SetCell
from app.domain.address import Address
from app.domain.edition import Check, Column, Edition, Kind, Row, Table
from app.domain.report import NOTE, Report, Value

MONEY, NUMBER, TEXT = Kind("money"), Kind("number"), Kind("text", multiline=True)
ACCOUNTS = Table(
    "accounts",
    "收支",
    "fixed",
    (Column("budget", "预算", MONEY), Column("final", "决算", MONEY), Column("why", "说明", TEXT)),
    (Row("all", "合计", formula="sum(staff, goods)"), Row("staff", "人员"), Row("goods", "公用")),
)
PROJECT = Table(
    "project",
    "项目",
    "list",
    (
        Column("name", "名称", TEXT),
        Column("amount", "金额", MONEY),
        Column("score", "得分", NUMBER),
        Column("twice", "两倍", NUMBER, formula="score * 2"),
    ),
    name_column="name",
    item="项目",
)
SCORED = Check("scored", "得分", "warning", "没有得分", each="project", require=("score",))
TINY = Edition("tiny", "小样", (2000, 2099), (ACCOUNTS, PROJECT), checks=(SCORED,))
TEXT_OF_EDITION = "id = 'tiny'\n" + "".join(f"# {number} 版式正文\n" for number in range(200))


def editions_stub() -> types.ModuleType:
    """Stands for `app.storage.editions`: what is tested here is the file, not the layout in it."""
    module = types.ModuleType("app.storage.editions")
    module.dump_edition = lambda edition: TEXT_OF_EDITION
    module.restore_edition = lambda text: {TEXT_OF_EDITION: TINY}[text]
    return module


def install() -> None:
    """For child processes."""
    sys.modules["app.storage.editions"] = editions_stub()


def dice(seed: int) -> Random:
    """Chance that comes out the same every time."""
    return Random(seed)  # noqa: S311 - nothing secret


def now() -> datetime:
    """Local time, as acts and backups have it."""
    return datetime.now()  # noqa: DTZ005


def cell(report: Report, table: str, row: str | int, column: str, new: Value | None) -> SetCell:
    address = Address(table, row, column)
    return SetCell(address, report.get(address), new)


def random_value(random: Random, column: str) -> Value | None:
    if random.random() < 0.15:
        return None
    if column in {"budget", "final", "amount"}:
        return random.randrange(-(10**12), 10**15)
    if column == "score":
        return Decimal(random.randrange(1000)).scaleb(-random.randrange(3))
    return "".join(random.choice("甲乙丙𬭼㙍𠅤\n\t\"'\\=é0") for _ in range(random.randrange(12)))


def random_changes(random: Random, report: Report) -> list[Change]:
    """Some deed of an officer: cells, a paste, rows added, removed, moved."""
    from app.edits import add_rows, move_rows, remove_rows

    rows = [int(record.row) for record in report.rows("project")]
    kind = random.randrange(10)
    if kind < 3 or (kind > 5 and not rows):
        row, column = random.choice(["staff", "goods", "all"]), random.choice(["budget", "final", "why"])
        return [cell(report, "accounts", row, column, random_value(random, column))]
    if kind == 3:
        names = ["accounts/staff/final"] + [f"project/{row}/score" for row in rows]
        return [cell(report, NOTE, random.choice(names), "text", random_value(random, "why"))]
    if kind in {4, 5}:
        new = [
            {c: v for c in ("name", "amount", "score") if (v := random_value(random, c)) is not None}
            for _ in range(random.randrange(1, 4))
        ]
        return add_rows(report, "project", new, random.randrange(len(rows) + 1))
    if kind == 6:
        return remove_rows(report, "project", random.sample(rows, random.randrange(1, len(rows) + 1)), TINY)
    if kind == 7:
        some = random.sample(rows, random.randrange(1, len(rows) + 1))
        return move_rows(report, "project", some, random.randrange(len(rows) + 1))
    return [
        cell(report, "project", row, column, random_value(random, column))
        for row in random.sample(rows, random.randrange(1, len(rows) + 1))
        for column in ("name", "amount", "score")
    ]


def leftovers(path: Path) -> list[str]:
    """What lies beside a document and should not."""
    return sorted(entry.name for entry in path.parent.iterdir() if entry != path)
