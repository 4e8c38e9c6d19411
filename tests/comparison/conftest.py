"""Documents of several years in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.document import Document, create
from app.storage.editions import edition_for
from tests.years import UNIT, make_years


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Document]:
    """2020 to 2022, as a department would have them."""
    document = make_years(tmp_path / "three.zpt")
    yield document
    document.close(backup=False)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Document]:
    """2021 and 2022, both blank; 2022 is shown."""
    document = create(tmp_path / "two.zpt", UNIT, 2021, edition_for(2021))
    document.add_year(2022, edition_for(2022))
    yield document
    document.close(backup=False)
