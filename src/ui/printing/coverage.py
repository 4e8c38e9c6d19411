"""Whether the fonts of this machine have every character of a job, and where one is that they lack."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.amount import shorten
from ui.printing.fonts import Fonts
from ui.printing.leaf import Leaf, Role

NO_FONT = (
    "这台电脑没有装中文字体，印出来会是方框，不能打印或导出 PDF。"
    "请先安装一种中文字体（例如宋体、思源宋体、文泉驿）再试。"
)
_NAMED = 3  # places


def coverage(leaves: Sequence[Leaf], fonts: Fonts) -> tuple[dict[str, str], str]:
    """Characters that the usual font lacks, with a family that has them; and why printing must not be.

    The second is a sentence that names what no font has, and where it stands; "" when all can be drawn.
    """
    if not fonts.any:
        return {}, NO_FONT
    characters: dict[Role, set[str]] = {}
    for leaf in leaves:
        for text in leaf.texts:
            characters.setdefault(text.face.role, set()).update(text.text)
    spares: dict[str, str] = {}
    lacking: set[str] = set()
    for role, found in characters.items():
        for character in sorted(found):
            if not (character.isspace() or is_selector(character) or fonts.draws(role, character)):
                spare = fonts.spare(character)
                if spare:
                    spares[character] = spare
                else:
                    lacking.add(character)
    return spares, _told(leaves, lacking) if lacking else ""


def is_selector(character: str) -> bool:
    """Whether it only chooses a form of the character before it."""
    return "\U000e0100" <= character <= "\U000e01ef"


def _told(leaves: Sequence[Leaf], lacking: set[str]) -> str:
    """Which characters, by their numbers too, since they cannot be shown; and where they stand."""
    names = [f"“{character}”（U+{ord(character):04X}）" for character in sorted(lacking)]
    which = "、".join(names[:_NAMED]) + (f"等 {len(names)} 个字" if len(names) > _NAMED else "")
    places = dict.fromkeys(
        f"{leaf.name}的“{shorten(text.text)}”"
        for leaf in leaves
        for text in leaf.texts
        if not lacking.isdisjoint(text.text)
    )
    where = "、".join(list(places)[:_NAMED]) + (f"等 {len(places)} 处" if len(places) > _NAMED else "")
    return (
        f"这台电脑的字体里没有{which}，印出来会是方框，不能打印或导出 PDF。"
        f"在{where}。请换个写法，或安装字更全的字体（例如思源宋体）。"
    )
