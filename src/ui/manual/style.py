"""How a page of the manual looks: type, colours and spaces, all from the font and the palette."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QPalette

from ui.theme import LARGE, SMALL, colours, scaled

MEASURE = 44  # characters in a line at the most; longer ones are hard to follow
_TITLE = 1.6


def style_sheet(font: QFont, palette: QPalette) -> str:
    """For a QTextDocument whose text is set in `font`."""
    c = colours(palette)
    em = QFontMetrics(font).height()
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()

    def space(share: float) -> int:
        return round(em * share)

    def size(factor: float) -> str:
        made = scaled(font, factor)
        return f"{made.pointSizeF():.2f}pt" if made.pointSizeF() > 0 else f"{made.pixelSize()}px"

    return f"""
body {{ color: {c.text.name()}; }}
h1, h2, h3 {{ font-weight: 700; }}
h1 {{ font-size: {size(_TITLE)}; margin-top: 0; margin-bottom: {space(0.8)}px; }}
h2 {{ font-size: {size(LARGE)}; margin-top: {space(1.9)}px; margin-bottom: {space(0.55)}px; }}
h3 {{ font-size: {size(1.06)}; margin-top: {space(1.4)}px; margin-bottom: {space(0.35)}px; }}
p, li, td {{ line-height: 140%; }}
p {{ margin-top: 0; margin-bottom: {space(0.6)}px; }}
ul, ol {{ margin-top: 0; margin-bottom: {space(0.6)}px; }}
li {{ margin-bottom: {space(0.25)}px; }}
span.quiet {{ color: {c.muted.name()}; font-weight: 400; font-size: {size(SMALL)}; }}
a {{ color: {c.accent.name()}; text-decoration: none; }}
code {{ background-color: {c.heading.name()}; color: {c.text.name()}; font-family: "{font.family()}"; }}
pre {{ font-family: "{fixed}"; margin: 0; white-space: pre-wrap; }}
table {{ margin-top: {space(0.2)}px; margin-bottom: {space(0.8)}px; }}
table.code td {{ background-color: {c.heading.name()}; padding: {space(0.5)}px {space(0.7)}px; }}
table.note td {{ background-color: {c.computed.name()}; border-left: {space(0.2)}px solid {c.accent.name()};
    padding: {space(0.45)}px {space(0.7)}px; }}
table.grid {{ border-collapse: collapse; border: 1px solid {c.grid.name()}; }}
table.grid th {{ background-color: {c.heading.name()}; text-align: left; font-weight: 700; }}
table.grid th, table.grid td {{ border: 1px solid {c.grid.name()}; padding: {space(0.3)}px {space(0.5)}px; }}
table.facts {{ margin-bottom: {space(0.3)}px; }}
table.facts td {{ padding-top: {space(0.1)}px; padding-bottom: {space(0.15)}px; }}
table.facts td.name {{ color: {c.muted.name()}; padding-right: {space(0.9)}px; white-space: nowrap; }}
p.picture {{ line-height: 100%; margin-top: {space(0.5)}px; margin-bottom: {space(0.2)}px; }}
p.caption {{ color: {c.muted.name()}; font-size: {size(SMALL)}; margin-bottom: {space(1.0)}px; }}
"""
