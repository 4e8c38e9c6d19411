"""What the tests of the document file need: the tiny edition, and a data folder of their own."""

from __future__ import annotations

import sys

import pytest

from app.document import create
from tests.storage.support import TINY, editions_stub


@pytest.fixture
def home(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ZIPINGTONG_HOME", str(folder))
    monkeypatch.setitem(sys.modules, "app.storage.editions", editions_stub())
    return folder


@pytest.fixture
def path(tmp_path, home):
    return tmp_path / "自评 2022.zpt"


@pytest.fixture
def document(path):
    with create(path, "某单位", 2022, TINY, user="王会计") as opened:
        yield opened
