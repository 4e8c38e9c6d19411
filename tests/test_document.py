"""The open document: edits and their undoing, years, the log, and what it says has changed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.calculation.engine import compute
from app.calculation.model import ModelError
from app.document import DocumentError, create, open_document
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.report import Report
from app.edits import add_row, add_rows, move_rows, remove_rows
from app.samples import sample_changes
from app.storage.backup import verify
from app.storage.editions import load_edition
from tests.storage.conftest import document, home, path  # noqa: F401 - fixtures
from tests.storage.support import TINY, cell, dice, leftovers, now, random_changes
from tests.storage.test_lock import environment


def state(opened):
    return deepcopy(opened.report), opened.digest(), opened.results.cells, opened.results.problems


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.lists(st.sampled_from("eeeeeur|"), min_size=1, max_size=30))
def test_edits_and_undos(home, seed, deeds):  # noqa: F811
    """Any deeds, undos, redos and restarts; then undo all is the beginning, redo all the end."""
    random = dice(seed)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.zpt"
        opened = create(place, "某单位", 2022, TINY)
        states, at = [state(opened)], 0
        for deed in deeds:
            if deed == "e":
                effect = opened.write(random_changes(random, opened.report), "改")
                if opened.digest() != states[at][1] or effect.changed or effect.structure:
                    states[at + 1 :] = [state(opened)]
                    at += 1
            elif deed == "u":
                assert (opened.undo() is None) == (at == 0)
                at = max(at - 1, 0)
            elif deed == "r":
                assert (opened.redo() is None) == (at == len(states) - 1)
                at = min(at + 1, len(states) - 1)
            else:
                opened.close(backup=False)
                opened = open_document(place)
            assert same(opened, states[at])
        while opened.redo():
            at += 1
            assert same(opened, states[at])
        assert at == len(states) - 1
        while opened.undo():
            at -= 1
            assert same(opened, states[at])
        assert at == 0
        assert opened.report == Report(2022)
        assert opened.digest() == "0" * 32
        opened.close(backup=False)
        opened = open_document(place)
        while opened.redo():
            at += 1
        assert same(opened, states[-1])
        opened.close(backup=False)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.lists(st.sampled_from("eeyyyurs|"), min_size=1, max_size=24))
def test_years_come_and_go_and_are_undone(home, seed, deeds):  # noqa: F811
    """Edits in several years, years made and deleted, undos, redos and restarts, in any order."""
    random = dice(seed)

    def everything():
        return {year: deepcopy(opened.report_of(year)) for year in opened.years}, opened.digest_all()

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.zpt"
        opened = create(place, "某单位", 2022, TINY)
        states, at = [everything()], 0
        for deed in deeds:
            done = False
            if deed == "y":
                year = random.choice([2021, 2022, 2023])
                if year not in opened.years:
                    opened.add_year(year, TINY)
                    assert opened.year == year
                    done = True
                elif opened.years != [year]:
                    opened.remove_year(year)
                    done = True
            elif deed == "s":
                opened.select_year(random.choice(opened.years))
            elif deed == "e":
                effect = opened.write(random_changes(random, opened.report), "改")
                done = bool(effect.changed or effect.structure)
            elif deed == "u":
                opened.undo()
                at = max(at - 1, 0)
            elif deed == "r":
                opened.redo()
                at = min(at + 1, len(states) - 1)
            else:
                opened.close(backup=False)
                opened = open_document(place)
            if done:
                states[at + 1 :] = [everything()]
                at += 1
            assert everything() == states[at]
            prior = opened.report_of(opened.year - 1) if opened.year - 1 in opened.years else None
            assert opened.results.cells == compute(opened.model, opened.report, prior).cells
        while opened.undo():
            at -= 1
            assert everything() == states[at]
        assert at == 0
        while opened.redo():
            at += 1
            assert everything() == states[at]
        assert at == len(states) - 1
        opened.close(backup=False)
        verify(place)


def same(opened, wanted):
    report, digest, cells, problems = wanted
    fresh = compute(opened.model, opened.report)
    return (
        opened.report == report
        and opened.digest() == digest
        and dict(opened.results.cells) == dict(fresh.cells) == dict(cells)
        and set(opened.results.problems) == set(problems)
    )


def test_a_new_document(path, home):  # noqa: F811
    with create(path, "石家庄市某局", 2022, TINY, user="王会计") as opened:
        assert opened.path == path
        assert (opened.unit, opened.year, opened.years, opened.read_only) == (
            "石家庄市某局",
            2022,
            [2022],
            "",
        )
        assert opened.report == Report(2022)
        assert opened.saved_at is None
        assert (opened.undo_text, opened.redo_text, opened.acts()) == ("", "", [])
        assert opened.undo() is None
        assert opened.redo() is None
        opened.write([cell(opened.report, "accounts", "staff", "final", 5)], "改")
        assert abs((now() - opened.saved_at).total_seconds()) < 5
        assert opened.acts()[0].user == "王会计"
    assert leftovers(path) == []


def test_an_existing_file_is_not_replaced(document, path):  # noqa: F811
    document.close()
    before = path.read_bytes()
    with pytest.raises(DocumentError, match="已经存在"):
        create(path, "x", 2022, TINY)
    assert path.read_bytes() == before
    with pytest.raises(DocumentError):
        create(path.parent / "没有" / "a.zpt", "x", 2022, TINY)
    assert leftovers(path) == []


@pytest.mark.parametrize(
    "name", ["a b#c?d%41.zpt", "年度：2022；（终稿）.zpt", "'引号\".zpt", "x" * 150 + ".zpt"]
)
def test_names_of_files(tmp_path, home, name):  # noqa: F811
    with create(tmp_path / name, "x", 2022, TINY) as opened:
        opened.write([cell(opened.report, "accounts", "staff", "final", 5)], "改")
        copy = opened.make_backup()
    assert [entry.name for entry in tmp_path.iterdir() if entry != home] == [name]
    with open_document(copy, read_only=True) as opened:
        assert opened.report.tables["accounts"]["staff"].cells == {"final": 5}


def test_a_link_leads_to_the_document(document, path, tmp_path):  # noqa: F811
    (tmp_path / "b").mkdir()
    link = tmp_path / "b" / "link.zpt"
    link.symlink_to(path)
    with open_document(link) as second:
        assert second.path == path
        assert second.read_only  # it is the same document
    assert list(link.parent.iterdir()) == [link]


def test_what_an_edit_changes(document):  # noqa: F811
    effect = document.write([cell(document.report, "accounts", "staff", "final", 5)], "修改 人员·决算")
    total = Address("accounts", "all", "final")
    assert effect.text == "修改 人员·决算"
    assert effect.changed == {Address("accounts", "staff", "final"), total}
    assert effect.structure == frozenset()
    assert (effect.year, effect.switched) == (2022, False)
    assert document.results.cells[total].value == 5


def test_what_rows_change(document):  # noqa: F811
    columns = {"name", "amount", "score", "twice"}
    effect = document.write(add_row(document.report, "project", {"score": Decimal(45)}), "加")
    assert effect.structure == {"project"}
    assert effect.changed == {Address("project", 1, column) for column in columns}
    assert document.results.cells[Address("project", 1, "twice")].value == 90
    document.write(add_row(document.report, "project", {}), "加")
    effect = document.write(move_rows(document.report, "project", [2], 0), "移")
    assert effect.structure == {"project"}
    assert Address("project", 1, "name") not in effect.changed
    effect = document.write(remove_rows(document.report, "project", [1], TINY), "删")
    assert effect.changed >= {Address("project", 1, column) for column in columns}
    assert Address("project", 1, "twice") not in document.results.cells
    effect = document.undo()
    assert effect.structure == {"project"}
    assert effect.changed >= {Address("project", 1, column) for column in columns}
    assert document.results.cells[Address("project", 1, "twice")].value == 90


def test_what_changes_nothing_is_no_act(document):  # noqa: F811
    document.write([cell(document.report, "accounts", "staff", "final", 5)], "一")
    before = document.path.read_bytes()
    for changes in ([], [cell(document.report, "accounts", "staff", "final", 5)]):
        effect = document.write(changes, "二")
        assert (effect.changed, effect.structure) == (frozenset(), frozenset())
    assert document.path.read_bytes() == before
    assert document.undo_text == "一"


@pytest.mark.parametrize(
    "change",
    [
        SetCell(Address("accounts", "staff", "final"), 4, 6),
        SetCell(Address("accounts", "staff", "final"), None, 1.5),
        SetCell(Address("accounts", "staff", "final"), None, "5"),
        SetCell(Address("accounts", "staff", "final"), None, Decimal(5)),
        SetCell(Address("accounts", "staff", "why"), None, 5),
        SetCell(Address("accounts", "nobody", "final"), None, 5),
    ],
)
def test_mistakes_of_the_program(document, change):  # noqa: F811
    """What would be lost or unreadable afterwards never gets in."""
    before = document.path.read_bytes()
    with pytest.raises((ValueError, TypeError)):
        document.write([cell(document.report, "accounts", "goods", "final", 1), change], "改")
    assert document.path.read_bytes() == before
    assert document.report == Report(2022)
    document.write([cell(document.report, "accounts", "goods", "final", 1)], "改")


def test_the_log(document):  # noqa: F811
    for number in range(5):
        document.write([cell(document.report, "accounts", "staff", "final", number + 1)], f"第{number}")
    document.undo()
    document.undo()
    assert (document.undo_text, document.redo_text) == ("第2", "第3")
    document.write([cell(document.report, "accounts", "staff", "final", 99)], "另一")
    assert (document.undo_text, document.redo_text) == ("另一", "")
    assert document.redo() is None
    document.undo()
    told = [(act.text, how) for act, how in document.history()]
    assert told == [
        ("另一", "undone"),
        ("第4", "abandoned"),
        ("第3", "abandoned"),
        ("第2", "done"),
        ("第1", "done"),
        ("第0", "done"),
    ]
    assert [act.text for act in document.acts(2)] == ["另一", "第4"]
    assert [act.id for act in document.acts()] == [6, 5, 4, 3, 2, 1]
    act = document.acts()[-1]
    assert act.changes == (SetCell(Address("accounts", "staff", "final"), None, 1),)
    assert datetime.fromisoformat(act.time) <= now()


def test_years(document):  # noqa: F811
    document.write([cell(document.report, "accounts", "staff", "final", 1)], "旧年")
    old = document.digest()
    document.add_year(2023, TINY)
    assert (document.year, document.years, document.report) == (2023, [2022, 2023], Report(2023))
    document.write([cell(document.report, "accounts", "staff", "final", 2)], "新年")
    assert document.digest(2022) == old != document.digest()
    document.select_year(2022)
    assert document.report.tables["accounts"]["staff"].cells == {"final": 1}
    assert document.undo_text == "2023 年：新年"
    effect = document.undo()
    assert (effect.year, effect.switched, effect.text) == (2023, True, "新年")
    assert (document.year, document.report) == (2023, Report(2023))
    effect = document.undo()
    assert (effect.year, effect.switched, effect.text) == (2022, True, "新建 2023 年度")
    assert (document.years, document.report.tables["accounts"]["staff"].cells) == ([2022], {"final": 1})
    assert document.undo().year == 2022
    assert document.report == Report(2022)
    assert [document.redo().year for _ in range(3)] == [2022, 2023, 2023]
    assert document.report.tables["accounts"]["staff"].cells == {"final": 2}
    with pytest.raises(ValueError, match="already"):
        document.add_year(2022, TINY)
    with open_document(document.path, read_only=True) as other:
        assert other.year == 2023
        assert other.report == document.report
        assert other.report_of(2022) == document.report_of(2022)
        assert other.digest_all() == document.digest_all()


def test_a_year_is_deleted_and_brought_back(document):  # noqa: F811
    document.add_year(2023, TINY)
    document.write(add_rows(document.report, "project", [{"name": "甲"}, {"name": "乙"}]), "加")
    noted = Address("note", "project/1/name", "text")
    document.write(
        [SetCell(noted, None, "来源"), cell(document.report, "accounts", "staff", "final", 5)], "写"
    )
    before, kept = document.digest_all(), document.report
    document.remove_year(2023)
    assert (document.years, document.year, document.report) == ([2022], 2022, Report(2022))
    assert document.undo_text == "2023 年：删除 2023 年度"
    effect = document.undo()
    assert (effect.year, effect.switched, document.year) == (2023, True, 2023)
    assert (document.report, document.digest_all()) == (kept, before)
    document.redo()
    assert document.years == [2022]
    with pytest.raises(ValueError, match="only year"):
        document.remove_year(2022)
    with pytest.raises(ValueError, match="only year"):
        document.remove_year(2023)


def test_the_year_shown_stays_when_another_is_deleted(document):  # noqa: F811
    document.add_year(2023, TINY)
    document.remove_year(2022)
    assert (document.year, document.years) == (2023, [2023])
    assert document.undo().year == 2022
    document.select_year(2022)
    document.remove_year(2023)
    assert (document.year, document.years) == (2022, [2022])


def test_the_year_before_is_given_to_the_engine(document, monkeypatch):  # noqa: F811
    import app.document as module

    seen = []
    real = module.begin, module.update

    def watched_begin(model, report, prior=None):
        seen.append(prior and prior.year)
        return real[0](model, report, prior)

    def watched_update(model, report, results, changed, rows=(), prior=None):
        seen.append(prior and prior.year)
        return real[1](model, report, results, changed, rows, prior)

    monkeypatch.setattr(module, "begin", watched_begin)
    monkeypatch.setattr(module, "update", watched_update)
    document.add_year(2023, TINY)
    document.write([cell(document.report, "accounts", "staff", "final", 2)], "新年")
    document.select_year(2022)
    document.write([cell(document.report, "accounts", "staff", "final", 3)], "旧年")
    document.select_year(2023)
    assert seen == [2022, 2022, None, None, 2022]


def test_digest_all_is_of_the_data(document):  # noqa: F811
    empty = document.digest_all()
    document.write([cell(document.report, "accounts", "staff", "final", 2)], "改")
    assert document.digest_all() != empty
    document.undo()
    assert document.digest_all() == empty


def test_closing_twice(document):  # noqa: F811
    document.close()
    document.close()
    with pytest.raises(DocumentError, match="关闭"):
        document.write([cell(document.report, "accounts", "staff", "final", 2)], "改")


def test_a_thousand_rows_are_fast(document):  # noqa: F811
    """Bounds far above what is measured (load 5 ms, write 1 ms), so that only a real fault breaks them."""
    import time

    rows = [{"name": f"项目{n}", "amount": n * 100, "score": Decimal("91.5")} for n in range(1000)]
    document.write(add_rows(document.report, "project", rows), "粘贴")
    times = []
    for number in range(50):
        change = [cell(document.report, "accounts", "staff", "final", number + 1)]
        start = time.perf_counter()
        document.write(change, "改")
        times.append(time.perf_counter() - start)
    assert sorted(times)[25] < 0.05
    document.close(backup=False)
    start = time.perf_counter()
    with open_document(document.path) as again:
        assert time.perf_counter() - start < 1
        assert len(again.report.rows("project")) == 1000


def test_importing_is_light():
    """What start-up must not pay for."""
    slow = {
        "hashlib",
        "uuid",
        "tempfile",
        "subprocess",
        "platform",
        "getpass",
        "socket",
        "ctypes",
        "shutil",
        "tomllib",
    }
    code = f"import app.document, sys; print(sorted({slow!r} & sys.modules.keys()))"
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment(), check=True)
    assert ran.stdout.strip() == "[]"


# -- computing in two halves


def test_the_tables_are_computed_first_and_the_rest_when_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))
    place = tmp_path / "a.zpt"
    with create(place, "某局", 2022, load_edition("cn-2022")) as made:
        made.write(sample_changes(made.model.edition, made.report), "样例")
        whole = made.results
    with open_document(place) as opened:
        assert not opened.finished
        first = dict(opened.cells)
        assert first == {address: whole.cells[address] for address in first}
        scored = {address.table for address in whole.cells.keys() - first.keys()}
        assert scored == {"department", "indicator", "project"}  # forms and grades come with the ratios
        assert opened.results == whole
        assert opened.finished
        assert opened.cells is opened.results.cells


def test_an_edit_before_the_rest_was_asked_for_counts_once(tmp_path, monkeypatch):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))
    place = tmp_path / "a.zpt"
    with create(place, "某局", 2022, load_edition("cn-2022")) as made:
        made.write(sample_changes(made.model.edition, made.report), "样例")
    address = Address("accounts", "personnel", "final")
    with open_document(place) as opened:
        effect = opened.write([SetCell(address, opened.report.get(address), 20_000_000_000)], "改")
        assert Address("accounts", "outlay", "final") in effect.changed
        assert opened.results == compute(opened.model, opened.report)
    with open_document(place) as again:
        again.undo()
        assert again.results == compute(again.model, again.report)


def test_an_edition_with_a_wrong_rule_makes_no_file(tmp_path):
    edition = load_edition("cn-2022")
    wrong = replace(edition.checks[0], left="no_such_row")
    with pytest.raises(ModelError, match="no_such_row"):
        create(tmp_path / "a.zpt", "某局", 2022, replace(edition, checks=(wrong,)))
    assert list(tmp_path.iterdir()) == []


def test_rules_of_another_version_are_told_when_they_are_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr("app.document.compile_edition", lambda edition: None)
    edition = load_edition("cn-2022")
    wrong = replace(edition.checks[0], left="no_such_row")
    made = create(tmp_path / "a.zpt", "某局", 2022, replace(edition, checks=(wrong,), unit_cell=""))
    with made, pytest.raises(DocumentError, match="另一版软件"):
        _ = made.results


def test_a_deleted_year_made_anew_follows_its_own_edition(tmp_path, monkeypatch):
    """Undo brings back the old year as it was, though a year of another layout stood in its place."""
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))
    place = tmp_path / "a.zpt"
    edition = load_edition("cn-2022")
    with create(place, "某局", 2022, edition) as made:
        made.add_year(2023, edition)
        made.write(sample_changes(edition, made.report), "样例")
        before, whole = made.digest_all(), made.results
        made.remove_year(2023)
        made.add_year(2023, replace(edition, title="另一版"))
        assert (made.report, made.model.edition.title) == (Report(2023), "另一版")
    with open_document(place) as again:
        again.undo()
        assert (again.years, again.report_of(2022)) == ([2022], again.report)
        again.undo()
        assert (again.year, again.model.edition.title) == (2023, edition.title)
        assert (again.digest_all(), again.results) == (before, whole)
        assert [again.redo().text for _ in range(2)] == ["删除 2023 年度", "新建 2023 年度"]
        assert again.model.edition.title == "另一版"
    verify(place)
