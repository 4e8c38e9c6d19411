"""The changes of one deed on a block of cells, and where each text of it lands or why it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.domain.act import Change
from app.domain.report import Value

# written: the cell holds what was wanted, changed or not; computed: passed over, also where a row has
# no such cell; outside: beyond the table; refused: the text cannot be read
Fate = Literal["written", "computed", "outside", "refused"]

_REASONS = 3  # refusals told word by word; the others are counted


class Landing(NamedTuple):
    """One text and the cell it goes to, as row and column of the view."""

    row: int
    column: int
    text: str
    fate: Fate
    old: Value | None = None
    new: Value | None = None
    why: str = ""  # it was refused, or what has to be known although it was written
    blanked: bool = False  # a dash or 无, taken as blank
    added: int = 0  # which of the rows that are added, from 1

    @property
    def same(self) -> bool:
        """Whether the cell holds this already."""
        return self.fate == "written" and self.old == self.new and type(self.old) is type(self.new)

    @property
    def stuck(self) -> bool:
        """Whether it does not go in."""
        return self.fate != "written"


@dataclass
class Deed:
    """The changes of one act and the account of what did not go in."""

    changes: list[Change] = field(default_factory=list)
    landings: list[Landing] = field(default_factory=list)
    added: int = 0  # rows

    def of(self, fate: Fate) -> list[Landing]:
        """The landings that ended so."""
        return [one for one in self.landings if one.fate == fate]

    @property
    def written(self) -> int:
        """Cells that hold what was wanted; of a clearing those that were blanked."""
        return sum(one.fate == "written" for one in self.landings) if self.landings else len(self.changes)

    @property
    def smooth(self) -> bool:
        """Whether every text goes in as it stands."""
        return not any(one.stuck or one.why or one.blanked for one in self.landings)

    def account(self, verb: str, name: Callable[[Landing], str]) -> tuple[str, str]:
        """Severity and sentence for the message line; an empty sentence when all went as wished."""
        parts: list[str] = []
        refused, computed, outside = self.of("refused"), self.of("computed"), self.of("outside")
        if refused:
            shown = "；".join(f"{name(one)}：{one.why}" for one in refused[:_REASONS])
            more = "……" if len(refused) > _REASONS else ""
            parts.append(f"{len(refused)} 个没有写入，原来的数没有动：{shown}{more}")
        if computed:
            parts.append(f"{len(computed)} 个由软件计算或不用填，已跳过")
        if outside:
            parts.append(f"{len(outside)} 个超出表格范围，没有写入")
        blanked = [one.text.strip() for one in self.landings if one.blanked]
        if blanked:
            marks = "".join(f"“{mark}”" for mark in dict.fromkeys(blanked))
            parts.append(f"{len(blanked)} 个{marks}按空白处理")
        if not parts:
            return "info", ""
        if written := self.written:
            parts.insert(0, f"已{verb} {written} 个单元格")
        return ("error" if refused or outside else "info"), "；".join(parts) + "。"
