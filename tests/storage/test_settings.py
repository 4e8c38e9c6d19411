"""Choices survive, a broken file counts as empty, and nothing here ever stops the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.storage import paths
from app.storage.settings import RECENT_LIMIT, Settings


@pytest.fixture
def file(home):
    return home / "settings.json"


def test_values_come_back(file):
    Settings().set("view.unit", "元")
    Settings().set("view.zoom", 1.5)
    Settings().set("window.place", [1, 2])
    again = Settings()
    assert again.get("view.unit", "万元") == "元"
    assert again.get("view.zoom", 1.0) == 1.5
    assert again.get("window.place", []) == [1, 2]
    assert file.parent == paths.settings_folder()
    assert [entry.name for entry in file.parent.iterdir()] == ["settings.json"]


def test_defaults(file):
    settings = Settings()
    settings.set("a.b", 1)
    assert settings.get("a.c", 7) == 7
    assert settings.get("a.b.c", 7) == 7
    assert settings.get("a.b", "text") == "text"  # of another type
    assert settings.get("a.b", 1.0) == 1
    assert settings.get("a") == {"b": 1}
    settings.set("a.b", None)
    assert settings.get("a.b", 7) == 7
    settings.set("a.b.c", 3)
    assert settings.get("a.b.c") == 3


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_broken_file_counts_as_empty(file, text):
    file.write_bytes(text)
    settings = Settings()
    assert settings.get("view.zoom", 1.0) == 1.0
    settings.set("view.zoom", 2.0)
    assert Settings().get("view.zoom", 1.0) == 2.0


def test_two_windows_do_not_wipe_each_other(file):
    one, two = Settings(), Settings()
    one.set("a", 1)
    two.set("b", 2)
    assert (Settings().get("a"), Settings().get("b")) == (1, 2)


def test_nowhere_to_write(file, home):
    settings = Settings(home / "x" / "settings.json")
    (home / "x").write_text("in the way")
    settings.set("a", 1)
    assert settings.get("a") == 1


def test_recent_documents(file, tmp_path):
    settings = Settings()
    for number in range(RECENT_LIMIT + 3):
        settings.remember(tmp_path / f"{number}.zpt", f"单位{number}", [2021, 2022], "2022-08-15T09:30:00")
    settings.remember(tmp_path / "5.zpt", "新名", [2022])
    recent = Settings().recent()
    assert len(recent) == RECENT_LIMIT
    assert recent[0] == (tmp_path / "5.zpt", "新名", (2022,), "")
    assert recent[1] == (tmp_path / "14.zpt", "单位14", (2021, 2022), "2022-08-15T09:30:00")
    assert len({entry.path for entry in recent}) == RECENT_LIMIT
    settings.forget(tmp_path / "5.zpt")
    assert Settings().recent()[0].unit == "单位14"


def test_a_broken_line_is_left_out(file, tmp_path):
    settings = Settings()
    settings.remember(tmp_path / "a.zpt", "甲", [2022])
    settings.set("recent", [{"path": 1}, 7, *settings.get("recent")])
    assert [entry.unit for entry in Settings().recent()] == ["甲"]


@pytest.mark.skipif(paths.sys.platform == "win32", reason="XDG")
def test_folders(monkeypatch, tmp_path):
    monkeypatch.delenv("ZIPINGTONG_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert paths.data_folder() == tmp_path / "data" / "zipingtong"
    assert paths.settings_folder() == tmp_path / "config" / "zipingtong"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert paths.data_folder() == Path.home() / ".local" / "share" / "zipingtong"
    monkeypatch.setattr(paths.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert paths.data_folder() == tmp_path / "local" / "自评通" == paths.settings_folder()
    assert not (tmp_path / "local").exists()
