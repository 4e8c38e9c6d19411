"""An empty document and one with the sample's figures, with settings of their own."""

from __future__ import annotations

import pytest

from app.document import create
from app.samples import sample_changes
from app.storage.editions import edition_for, load_edition

EDITION = load_edition("cn-2022")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))


@pytest.fixture
def empty(tmp_path):
    with create(tmp_path / "empty.zpt", "某局", 2022, EDITION) as made:
        yield made


@pytest.fixture
def sample(tmp_path):
    with create(tmp_path / "sample.zpt", "某局", 2022, EDITION) as made:
        made.write(sample_changes(EDITION, made.report), "样例")
        yield made


@pytest.fixture
def document(tmp_path):
    with create(tmp_path / "局.zpt", "某局", 2021, edition_for(2021)) as made:
        yield made
