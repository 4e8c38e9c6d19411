"""Pictures of the sheets beside those that were looked at and found good (tests/golden/paper).

Delete a picture and run this to have it made anew; then look at it.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPainter

from tests.exchange.support import case, report_of, sample
from tests.ui.printing.support import FAMILY, GOLDEN, fonts, job_of
from ui.printing.painter import numbers, paint

DOTS = 64  # an inch
SLIGHT, FEW = 0.5, 0.0003  # mean difference in grey levels; share of dots that are plainly different


def picture(leaf, number, total, faces) -> QImage:
    made = QImage(leaf.width * DOTS // 1440, leaf.height * DOTS // 1440, QImage.Format.Format_Grayscale8)
    made.fill(QColor("white"))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(made.rect())
    painter.scale(area.width() / leaf.width, area.height() / leaf.height)
    paint(painter, leaf, number, total, faces)
    painter.end()
    return made


def levels(image: QImage):
    import numpy

    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = numpy.frombuffer(grey.constBits(), numpy.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].astype(int)


def same(one: QImage, other: QImage) -> bool:
    if one.size() != other.size():
        return False
    difference = abs(levels(one) - levels(other))
    return bool(difference.mean() <= SLIGHT and (difference > 96).mean() <= FEW)


@pytest.fixture(scope="module")
def faces(qapp):
    assert FAMILY in QFontDatabase.families(), "dev.py installs fonts-wqy-microhei"
    return fonts()


def sheets(faces):
    """The cover, the first sheet of every table of the sample, and an empty table."""
    job = job_of(sample(), faces, wanted=True)
    first = {}
    for leaf, number, total in numbers(job):
        first.setdefault(leaf.key, picture(leaf, number, total, faces))
    empty = job_of(case(report_of({}, [])), faces, only=("project",))
    first["empty"] = picture(*next(numbers(empty)), faces)
    return first


@pytest.fixture(scope="module")
def drawn(faces):
    return sheets(faces)


KEYS = ["cover", "accounts", "sangong", "project", "ratios", "problems", "profile", "empty"]


@pytest.mark.parametrize("key", KEYS)
def test_a_sheet_looks_as_it_did(drawn, key):
    path = GOLDEN / f"{key}.png"
    if not path.exists():
        GOLDEN.mkdir(parents=True, exist_ok=True)
        drawn[key].save(str(path))
        pytest.fail(f"{path.name} was made anew: look at it, then run again")
    assert same(drawn[key], QImage(str(path)))


def test_the_comparison_sees_a_shift_and_a_line(drawn):
    """What must not pass as the same."""
    plain = drawn["project"]
    assert not same(plain, drawn["empty"])
    shifted = QImage(plain.size(), plain.format())
    shifted.fill(QColor("white"))
    painter = QPainter(shifted)
    painter.drawImage(0, 1, plain)
    painter.end()
    assert not same(plain, shifted)
    lined = plain.copy()
    painter = QPainter(lined)
    painter.fillRect(0, 200, lined.width(), 1, QColor("black"))
    painter.end()
    assert not same(plain, lined)
