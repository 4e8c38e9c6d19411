"""The type of official papers, or what comes nearest on this machine."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QRawFont

from ui.printing.leaf import Face, Role

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
_MINUS = "−"
_CALLED = {"body": "宋体", "title": "黑体"}
_ELSEWHERE = (" HK", " TW", " TC", " JP", " KR", "Mono")  # forms of characters that are not ours


class Fonts:
    """The fonts of one job. `families` names others to take instead, for a role."""

    def __init__(self, families: Mapping[Role, str] | None = None) -> None:
        there = set(QFontDatabase.families())
        chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
        self._chinese = sorted(chinese, key=lambda name: any(mark in name for mark in _ELSEWHERE))
        self._families: dict[Role, str] = {}
        self._made: dict[tuple[Face, str], tuple[QFont, QFontMetricsF]] = {}
        self._raw: dict[tuple[Role, str], QRawFont] = {}
        self._spares: dict[str, str] = {}
        self._bold: dict[str, bool] = {}
        others: dict[Role, Role] = {"body": "title", "title": "body"}
        instead = []
        for role, proper in _PROPER.items():
            like = (*proper, *_ALIKE[role], *_ALIKE[others[role]])
            wanted = (families[role],) if families else like
            found = [name for name in wanted if name in there] or self._chinese
            self._families[role] = found[0] if found else "serif"
            if found and found[0] not in proper and not families:
                instead.append(f"没有{_CALLED[role]}，用“{found[0]}”代替")
        self.notice = f"这台电脑{'；'.join(instead)}。" if instead else ""  # to be told once

    @property
    def any(self) -> bool:
        """Whether there is a font for Chinese at all."""
        return bool(self._chinese)

    def font(self, face: Face, family: str = "") -> QFont:
        """For drawing in our units; of another `family` where that is named."""
        return self._of(face, family)[0]

    def metrics(self, face: Face, family: str = "") -> QFontMetricsF:
        """Of the same, in our units; the same on every device."""
        return self._of(face, family)[1]

    def has_bold(self, face: Face, family: str = "") -> bool:
        """Whether the font has bold type of its own."""
        family = family or self._families[face.role]
        if family not in self._bold:
            styles = QFontDatabase.styles(family)
            self._bold[family] = any(QFontDatabase.bold(family, style) for style in styles)
        return self._bold[family]

    def _of(self, face: Face, family: str) -> tuple[QFont, QFontMetricsF]:
        made = self._made.get((face, family))
        if made is None:
            font = QFont([family or self._families[face.role]])
            font.setPixelSize(face.size)
            font.setBold(face.bold and self.has_bold(face, family))  # else each device would do as it likes
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            # which font draws what, we say ourselves: what a PDF means could not be told otherwise
            font.setStyleStrategy(QFont.StyleStrategy.PreferOutline | QFont.StyleStrategy.NoFontMerging)
            font.setFeature(
                QFont.Tag.fromString("locl"), 0
            )  # digits and … look the same beside Latin letters
            made = self._made[face, family] = font, QFontMetricsF(font)
        return made

    # ---------------------------------------------------------------- what they can draw

    def draws(self, role: Role, character: str, family: str = "") -> bool:
        """Whether the font has this character, and does not leave it blank, as 文泉驿微米黑 does ℃."""
        if (role, family) not in self._raw:
            self._raw[role, family] = QRawFont.fromFont(self.font(Face(role, _ANY), family))
        raw = self._raw[role, family]
        numbers = raw.glyphIndexesForString(character)
        return bool(numbers) and numbers[0] != 0 and not raw.boundingRect(numbers[0]).isEmpty()

    def spare(self, character: str) -> str:
        """A family of this machine that draws this character; "" when none does."""
        if character not in self._spares:
            families = dict.fromkeys([*self._families.values(), *self._chinese, *QFontDatabase.families()])
            drawing = (family for family in families if self.draws("body", character, family))
            self._spares[character] = next(drawing, "")
        return self._spares[character]

    def spelled(self, text: str) -> str:
        """The text as it can be drawn: a minus sign that no font has is a hyphen."""
        if _MINUS in text and not self.draws("body", _MINUS) and not self.spare(_MINUS):
            return text.replace(_MINUS, "-")
        return text
