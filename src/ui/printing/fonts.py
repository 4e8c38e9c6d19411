"""The type of official papers, or what comes nearest on this machine; and whether it has every character."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QRawFont, QTextLayout

from ui.printing.leaf import Face, Role, Text

# By the names they have on Windows, on Kylin and UOS, and in Debian's packages: those that an official
# paper asks for, then those that look much the same.
_PROPER: dict[Role, tuple[str, ...]] = {
    "body": (
        "宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01", "FZSongS", "华文宋体", "STSong", "仿宋",
        "FangSong",
    ),
    "title": ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "华文黑体", "STHeiti"),
}  # fmt: skip
_ALIKE: dict[Role, tuple[str, ...]] = {
    "body": (
        "思源宋体 CN", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif CJK SC", "AR PL UMing CN",
    ),
    "title": (
        "微软雅黑", "Microsoft YaHei", "思源黑体 CN", "Source Han Sans SC", "Source Han Sans CN",
        "Noto Sans CJK SC", "WenQuanYi Micro Hei",
    ),
}  # fmt: skip
_ANY = 200  # a size
_CALLED = {"body": "宋体", "title": "黑体"}
NO_FONT = (
    "这台电脑没有装中文字体，印出来会是方框，不能打印或导出 PDF。"
    "请先安装一种中文字体（例如宋体、思源宋体、文泉驿）再试。"
)


class Fonts:
    """The fonts of one job. `families` names others to take instead, for a role."""

    def __init__(self, families: Mapping[Role, str] | None = None) -> None:
        there = set(QFontDatabase.families())
        chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
        self.any = bool(chinese)
        self._families: dict[Role, list[str]] = {}
        self._made: dict[tuple[Face, str], tuple[QFont, QFontMetricsF]] = {}
        self._bold: dict[str, bool] = {}
        instead = []
        for role, proper in _PROPER.items():
            wanted = (families[role],) if families else (*proper, *_ALIKE[role])
            found = [name for name in wanted if name in there] or chinese[:1]
            self._families[role] = [*found, *chinese[:1]] or ["serif"]
            if found and found[0] not in proper and not families:
                instead.append(f"没有{_CALLED[role]}，用“{found[0]}”代替")
        self.notice = f"这台电脑{'；'.join(instead)}。" if instead else ""  # to be told once

    def font(self, face: Face, family: str = "") -> QFont:
        """For drawing in our units; of another `family` where that is named."""
        return self._of(face, family)[0]

    def metrics(self, face: Face) -> QFontMetricsF:
        """Of the same, in our units; the same on every device."""
        return self._of(face)[1]

    def has_bold(self, face: Face) -> bool:
        """Whether the font has bold type of its own."""
        family = self._families[face.role][0]
        if family not in self._bold:
            styles = QFontDatabase.styles(family)
            self._bold[family] = any(QFontDatabase.bold(family, style) for style in styles)
        return self._bold[family]

    def _of(self, face: Face, family: str = "") -> tuple[QFont, QFontMetricsF]:
        made = self._made.get((face, family))
        if made is None:
            font = QFont([family] if family else self._families[face.role])
            font.setPixelSize(face.size)
            font.setBold(face.bold)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            font.setStyleStrategy(QFont.StyleStrategy.PreferOutline)
            made = self._made[face, family] = font, QFontMetricsF(font)
        return made

    def check(self, texts: Iterable[Text]) -> tuple[dict[str, str], str]:
        """Characters the usual fonts leave blank, with a family that has them; and what has no font at all.

        The second says in a sentence why these texts cannot be put on paper, "" when they can.
        """
        if not self.any:
            return {}, NO_FONT
        characters: dict[Role, set[str]] = {}
        for text in texts:
            characters.setdefault(text.face.role, set()).update(text.text)
        spares: dict[str, str] = {}
        lacking: set[str] = set()
        for role, found in characters.items():
            seen = sorted(character for character in found if not character.isspace())
            font = self.font(Face(role, _ANY))
            lacking.update(_boxed("".join(seen), font))
            raw = QRawFont.fromFont(font)
            for character in seen:
                if _is_blank(raw, character):
                    spare = self._spare(character)
                    spares |= {character: spare} if spare else {}
                    lacking |= set() if spare else {character}
        return spares, self._told(sorted(lacking))

    def _spare(self, character: str) -> str:
        """A family that draws this character; "" when none does."""
        for family in QFontDatabase.families():
            raw = QRawFont.fromFont(self.font(Face("body", _ANY), family))
            numbers = raw.glyphIndexesForString(character)
            if numbers and numbers[0] and not _is_blank(raw, character):
                return family
        return ""

    @staticmethod
    def _told(lacking: list[str]) -> str:
        if not lacking:
            return ""
        told = "、".join(lacking[:10]) + ("等" if len(lacking) > 10 else "")
        return (
            f"这台电脑的字体里没有“{told}”{len(lacking)} 个字，印出来会是方框或空白，不能打印或导出 PDF。"
            "请安装字更全的字体（例如宋体、思源宋体），或换个写法。"
        )


def _is_blank(raw: QRawFont, character: str) -> bool:
    """Whether a font claims to have the character and draws nothing, as 文泉驿微米黑 does with ℃."""
    numbers = raw.glyphIndexesForString(character)
    return len(numbers) == 1 and numbers[0] != 0 and raw.boundingRect(numbers[0]).isEmpty()


def _boxed(characters: str, font: QFont) -> list[str]:
    """Those drawn with glyph 0, found by halving: most texts have none."""
    if not characters or not _has_box(characters, font):
        return []
    if len(characters) == 1:
        return [characters]
    half = len(characters) // 2
    return _boxed(characters[:half], font) + _boxed(characters[half:], font)


def _has_box(text: str, font: QFont) -> bool:
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return any(0 in run.glyphIndexes() for run in layout.glyphRuns())
