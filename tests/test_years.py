"""A new year from the year before, what is offered later, and closing a year that was reported."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import carry
from app.calculation.engine import compute
from app.document import DocumentError, create, open_document
from app.domain.act import SetCell
from app.domain.address import Address, parse_address
from app.domain.report import carried_cells, carried_mark
from app.edits import confirm, remove_rows
from app.mending import mending
from app.samples import sample_changes
from app.storage.codec import MODULUS, record_digest
from app.storage.draft import root_digest
from app.storage.editions import load_edition
from app.storage.file import Store
from app.years import begin_year, year_before

EDITION = load_edition("cn-2022")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))


@pytest.fixture
def document(tmp_path):
    with create(tmp_path / "a.zpt", "某局", 2022, EDITION) as made:
        made.write(sample_changes(EDITION, made.report), "样例")
        yield made


def put(document, text, value):
    address = parse_address(text)
    document.write([SetCell(address, document.report.get(address), value)], f"改 {text}")


def said(document, code):
    return [problem for problem in document.results.problems if problem.code == code]


# -- a new year


def test_every_carry_of_the_edition_takes_over(document):
    """Each entry, cell by cell: what stands in the old year stands in the new, and nothing else does."""
    old = document.report
    begin_year(document, 2023, EDITION)
    new, wanted = document.report, {}
    for entry in EDITION.carries:
        table = EDITION.table[entry.table]
        row, dot, column = entry.old.rpartition(".")
        places = [row] if dot else [r for r in table.row if r not in entry.without]
        for place in places if table.kind == "fixed" else ():
            value = old.get(Address(table.key, place, column))
            for target in entry.new:
                here = parse_address(
                    f"{table.key}/{target.replace('.', '/')}" if dot else f"{table.key}/{place}/{target}"
                )
                if value is not None and table.has(str(here.row), here.column):
                    wanted[here] = value
    for record in old.rows("project"):
        wanted |= {
            Address("project", record.row, c): v
            for c, v in record.cells.items()
            if c in {"name", "unit", "category"}
        }
    got = {address: value for address, value in new.cells() if address.table in EDITION.table}
    assert got == wanted
    assert len(wanted) > 60
    assert set(carried_cells(new)) == set(wanted)


def test_the_figures_of_the_sample(document):
    begin_year(document, 2023, EDITION)
    get = document.report.get
    assert get(parse_address("accounts/carry_in/final")) == 33_700_000  # 33.70 万元
    assert get(parse_address("accounts/carry_in/adjusted")) == 33_700_000
    assert get(parse_address("accounts/personnel/prior")) == 1_513_690_000
    assert get(parse_address("sangong/vehicle_operation/prior_initial")) == 8_800_000
    assert get(parse_address("profile/report_date/value")) is None
    assert not any(address.column == "reason" for address, _ in document.report.cells())
    assert document.value(parse_address("accounts/outlay/prior")) == 1_972_830_000  # summed, not carried


def test_projects_keep_their_lineage_or_are_dropped(document):
    old = {record.row: record.lineage for record in document.report.rows("project")}
    begin_year(document, 2023, EDITION, keep={"project": [1, 4, 17]})
    rows = document.report.rows("project")
    assert [record.lineage for record in rows] == [old[1], old[4], old[17]]
    assert all("final" not in record.cells and "score" not in record.cells for record in rows)


def test_undo_of_a_new_year_restores_the_digest(document):
    before = document.digest_all()
    begin_year(document, 2023, EDITION)
    after = document.digest_all()
    document.undo()
    assert (document.years, document.digest_all()) == ([2022], before)
    document.redo()
    assert document.digest_all() == after


def test_a_typed_total_goes_on_and_a_summed_one_does_not(document):
    begin_year(document, 2023, EDITION, carrying=False)
    put(document, "accounts/outlay_basic/final", 500)  # parts unknown
    put(document, "sangong/vehicle_purchase/final", 7)
    begin_year(document, 2024, EDITION)
    get = document.report.get
    assert get(parse_address("accounts/outlay_basic/prior")) == 500
    assert get(parse_address("sangong/vehicle/prior")) is None
    assert get(parse_address("sangong/vehicle_purchase/prior")) == 7


def test_without_the_year_before_only_the_name_is_there(document):
    assert begin_year(document, 2025, EDITION) == 0
    assert [(str(a), v) for a, v in document.report.cells()] == [
        ("profile/unit_name/value", "石家庄市科学技术协会")
    ]


def test_a_layout_with_other_choices_takes_what_it_has_room_for(document):
    model = document.model
    old = year_before(document, 2023)
    put(document, "project/1/category", "一般")
    table = model.edition.table["project"]
    assert not carry._takes(table.column["category"].kind, "专项")
    assert not carry._takes(table.column["final"].kind, "一般")
    assert carry._takes(table.column["category"].kind, "重点")
    assert old is not None


# -- the mark


def test_a_mark_goes_when_the_cell_is_touched_and_comes_back_with_undo(document):
    begin_year(document, 2023, EDITION)
    address = parse_address("accounts/personnel/prior")
    digest = document.digest()
    put(document, str(address), 5)
    assert document.report.get(carried_mark(address)) is None
    document.undo()
    assert document.report.get(carried_mark(address)) == "2022"
    assert document.digest() == digest


def test_marks_are_confirmed_in_one_step(document):
    count = begin_year(document, 2023, EDITION)
    [problem] = said(document, "carried")
    assert f"{count} 格" in problem.message and problem.fix == "confirm"
    assert len(problem.cells) == count
    step = mending(document, problem)
    document.write(step.changes, step.text)
    assert said(document, "carried") == [] and list(carried_cells(document.report)) == []
    document.undo()
    assert len(list(carried_cells(document.report))) == count


def test_some_are_confirmed(document):
    count = begin_year(document, 2023, EDITION)
    cells = list(carried_cells(document.report))[:3]
    document.write(confirm(document.report, [*cells, parse_address("accounts/public/final")]), "确认")
    [problem] = said(document, "carried")
    assert f"{count - 3} 格" in problem.message


def test_marks_of_a_row_go_with_it(document):
    begin_year(document, 2023, EDITION)
    document.write(remove_rows(document.report, "project", [1], EDITION), "删除")
    assert not any(a.table == "project" and a.row == 1 for a in carried_cells(document.report))
    assert any(a.table == "project" and a.row == 11 for a in carried_cells(document.report))
    assert compute(document.model, document.report, document.report_of(2022)) == document.results


# -- what has come to differ


def test_a_later_correction_is_offered_and_never_applied(document):
    begin_year(document, 2023, EDITION)
    document.select_year(2022)
    put(document, "accounts/personnel/final", 1_523_690_000)
    put(document, "profile/staff_active/value", 43)
    put(document, "project/2/name", "党建经费")
    document.select_year(2023)
    assert document.report.get(parse_address("accounts/personnel/prior")) == 1_513_690_000
    offers = carry.offers(document.model, document.report, year_before(document))
    assert {str(offer.address): (offer.now, offer.then) for offer in offers} == {
        "accounts/personnel/prior": (1_513_690_000, 1_523_690_000),
        "profile/staff_active/value": (42, 43),
        "project/2/name": ("党组织活动经费", "党建经费"),
    }
    [problem] = said(document, "same_accounts_prior")
    assert problem.severity == "warning"
    assert problem.message == (
        "人员经费的上年决算数 1,513.69 万元，比上一年度里的决算数 1,523.69 万元少 10.00 万元（100,000 元）。"
        "请核对哪一个是对的。"
    )
    step = mending(document, problem)
    document.write(step.changes, step.text)
    assert document.report.get(parse_address("accounts/personnel/prior")) == 1_523_690_000
    assert said(document, "same_accounts_prior") == []


def test_what_was_changed_on_purpose_is_not_offered_but_figures_stay_checked(document):
    begin_year(document, 2023, EDITION)
    put(document, "profile/staff_active/value", 40)
    put(document, "sangong/reception/prior", 5_000_000)
    offers = carry.offers(document.model, document.report, year_before(document))
    assert [str(offer.address) for offer in offers] == ["sangong/reception/prior"]
    [problem] = said(document, "same_sangong_prior")
    assert problem.severity == "warning" and problem.cells == (parse_address("sangong/reception/prior"),)


def test_carry_over_that_differs_is_mended_only_while_no_adjustment_is_filled(document):
    begin_year(document, 2023, EDITION)
    put(document, "accounts/carry_in/final", 30_000_000)
    [problem] = said(document, "carry_in_prior")
    assert [str(change.address) for change in mending(document, problem).changes] == [
        "accounts/carry_in/final"
    ]
    put(document, "accounts/carry_in_adjustment/final", -1_000_000)
    [problem] = said(document, "carry_in_prior")
    assert mending(document, problem) is None
    put(document, "accounts/carry_in_adjustment/final", -3_700_000)
    assert said(document, "carry_in_prior") == []


def test_every_same_carry_gives_its_check():
    checks = [entry.key for entry in EDITION.carries if entry.same]
    from app.calculation.prepare import compile_edition

    rules = compile_edition(EDITION).rules
    assert all(f"same_{key}" in rules for key in checks) and len(checks) == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["prior", "final"]),
            st.sampled_from(["personnel", "public", "carry_in", "outlay_basic"]),
            st.one_of(st.none(), st.integers(0, 10**9)),
        ),
        max_size=8,
    )
)
def test_updating_equals_computing_anew_beside_the_year_before(tmp_path_factory, edits):
    folder = tmp_path_factory.mktemp("years")
    with create(folder / "a.zpt", "某局", 2022, EDITION) as document:
        document.write(sample_changes(EDITION, document.report), "样例")
        begin_year(document, 2023, EDITION)
        for column, row, value in edits:
            put(document, f"accounts/{row}/{column}", value)
            assert document.results == compute(document.model, document.report, document.report_of(2022))


# -- closing a year


def test_a_locked_year_refuses_and_says_why(document):
    document.lock_year(2022)
    with pytest.raises(DocumentError, match=r"没有写入.*2022 年度已上报锁定.*解锁"):
        put(document, "accounts/public/final", 1)
    with pytest.raises(DocumentError, match="没有撤销"):
        document.undo()
    with pytest.raises(DocumentError, match="没有锁定"):
        document.lock_year(2022)
    begin_year(document, 2023, EDITION)
    with pytest.raises(DocumentError, match="没有删除"):
        document.remove_year(2022)
    put(document, "accounts/public/final", 1)  # the other year is free
    assert document.undo() is not None


def test_locking_and_unlocking_are_in_the_log_with_time_and_user(document):
    document.lock_year(2022)
    document.unlock_year(2022)
    put(document, "accounts/public/final", 1)
    texts = [(act.text, bool(act.user), act.time) for act in document.acts(3)]
    assert [text for text, _, _ in texts] == [
        "改 accounts/public/final",
        "2022 年度解锁",
        "2022 年度已上报，锁定",
    ]
    assert all(user for _, user, _ in texts)
    document.undo()
    document.undo()  # the sample's figures: opening and closing are passed by
    assert document.report.get(parse_address("accounts/personnel/final")) is None
    assert document.seal() is None


def test_a_lock_outlives_closing(document):
    document.lock_year(2022)
    path, seal = document.path, document.seal()
    document.close()
    with open_document(path) as again:
        assert again.seal() == seal and again.broken_seal() == ""
        with pytest.raises(DocumentError, match="已上报锁定"):
            put(again, "accounts/public/final", 1)


def test_a_change_behind_the_programs_back_is_shown(document):
    """Another program that keeps all digests right, yet knows nothing of closed years."""
    document.lock_year(2022)
    path = document.path
    document.close()
    store = Store(path, writable=True)
    store.load(2022)
    with store.writing() as draft:
        row = draft.database.execute(
            "SELECT cells FROM record WHERE tbl = 'accounts' AND row = 'public'"
        ).fetchone()
        cells = row[0].replace("119530000", "119530001")
        assert cells != row[0]
        digest = record_digest(2022, "accounts", "public", None, 0, "", cells)
        old = store._digests[2022]["accounts", "public"]
        total = (store.years[2022].digest + int(digest, 16) - old) % MODULUS
        draft.database.execute(
            "UPDATE record SET cells = ?, digest = ? WHERE tbl = 'accounts' AND row = 'public'",
            (cells, digest),
        )
        draft.database.execute("UPDATE year SET digest = ?", (f"{total:032x}",))
        draft.years[2022] = draft.years[2022]._replace(digest=total)
        assert root_digest(draft.meta, draft.years)
    store.close()
    with open_document(path) as again:
        assert "在自评通以外被改动过" in again.broken_seal()


def test_a_plain_change_of_the_file_is_damage(document):
    document.lock_year(2022)
    path = document.path
    document.close()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE record SET cells = replace(cells, '119530000', '119530001')")
    database.close()
    with pytest.raises(DocumentError, match=r"不一致|损坏"):
        open_document(path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("esuro"), st.integers(0, 10**6)), max_size=14))
def test_a_year_shown_again_is_computed_as_if_anew(tmp_path_factory, deeds):
    """Edits in two years, undo and redo across them, switching to and fro."""
    folder = tmp_path_factory.mktemp("years")
    with create(folder / "a.zpt", "某局", 2022, EDITION) as document:
        document.write(sample_changes(EDITION, document.report), "样例", lasting=True)
        begin_year(document, 2023, EDITION)
        begin_year(document, 2024, EDITION)
        for deed, number in deeds:
            if deed == "e":
                put(document, f"accounts/{['personnel', 'carry_out'][number % 2]}/final", number)
            elif deed == "s":
                document.select_year(document.years[number % len(document.years)])
            elif deed in "ur":
                document.undo() if deed == "u" else document.redo()
            else:
                _ = document.results
            before = document.report_of(document.year - 1) if document.year - 1 in document.years else None
            assert document.results == compute(document.model, document.report, before)


def test_an_earlier_year_that_comes_later_is_taken_in_one_step(document):
    begin_year(document, 2023, EDITION, carrying=False)
    [problem] = said(document, "carried_blank")
    assert problem.severity == "info" and parse_address("accounts/personnel/prior") in problem.cells
    assert parse_address("accounts/outlay_basic/prior") not in problem.cells  # a total
    digest = document.digest()
    step = mending(document, problem)
    document.write(step.changes, step.text)
    assert said(document, "carried_blank") == []
    assert document.report.get(parse_address("accounts/personnel/prior")) == 1_513_690_000
    assert document.report.get(carried_mark(parse_address("accounts/personnel/prior"))) == "2022"
    document.undo()
    assert document.digest() == digest


# -- another layout for a year that is there


def test_a_year_follows_another_layout_and_undo_brings_the_old_one_back(tmp_path, monkeypatch):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))
    bureau = load_edition(Path("tests/data/edition-bureau.toml"))
    with create(tmp_path / "a.zpt", "某局", 2022, load_edition("cn-2022")) as document:
        document.write(sample_changes(document.model.edition, document.report), "样例")
        before, scores, entered = document.digest_all(), dict(document.results.cells), document.digest()
        assert document.follow(bureau)
        assert document.model.edition.id == bureau.id
        assert document.digest() == entered
        assert not document.follow(bureau)
        document.undo()
        assert (document.model.edition.id, document.digest_all()) == ("cn-2022", before)
        assert dict(document.results.cells) == scores
        document.redo()
        assert document.model.edition.id == bureau.id
    with open_document(tmp_path / "a.zpt") as again:
        assert again.model.edition.id == bureau.id
        assert again.digest() == entered


def test_a_layout_without_a_place_for_what_was_entered_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))
    with create(tmp_path / "a.zpt", "某局", 2022, load_edition("cn-2022")) as document:
        before = document.digest_all()
        with pytest.raises(DocumentError, match="没有更换版式，数据没有动：新版式"):
            document.follow(load_edition("accounts"))
        assert document.digest_all() == before
        document.lock_year(2022)
        with pytest.raises(DocumentError, match="已上报锁定"):
            document.follow(load_edition(Path("tests/data/edition-bureau.toml")))
