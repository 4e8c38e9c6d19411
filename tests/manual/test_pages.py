"""The manual as a whole: nothing in it leads nowhere, and what is looked for is found."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from app.cli import VERBS
from app.manual.markdown import targets
from app.manual.pages import INDEX, Manual, latest_edition, manual_for
from app.storage.resources import resource_path

FOLDER = resource_path("manual")
KEYS = sorted(path.stem for path in FOLDER.glob("*.md"))


@cache
def manual() -> Manual:
    return manual_for(None)


def test_the_first_page_names_every_page() -> None:
    assert sorted(manual().pages) == KEYS
    assert next(iter(manual().pages)) == INDEX


def test_without_a_document_the_newest_layout_is_told() -> None:
    assert latest_edition().accounts is False
    assert latest_edition().title in manual().pages["checks"].text


@pytest.mark.parametrize("key", KEYS)
def test_every_link_and_picture_resolves(key: str) -> None:
    for target in targets(manual().pages[key].text):
        name, _, anchor = target.partition("#")
        if name.startswith("pictures/"):
            assert (FOLDER / name).is_file(), target
            continue
        assert "://" not in target
        page, found = manual().find(target if name else f"{key}#{anchor}")
        assert page.key == (name.removesuffix(".md") or key), target
        assert found == anchor, target


@pytest.mark.parametrize("key", KEYS)
def test_anchors_are_told_apart_and_one_title_stands_first(key: str) -> None:
    found = manual().pages[key].sections
    anchors = [section.anchor for section in found]
    assert len(set(anchors)) == len(anchors)
    assert [section.level for section in found].count(1) == 1 and found[0].level == 1


def test_every_picture_is_shown_and_small() -> None:
    shown = {target for page in manual().pages.values() for target in targets(page.text)}
    for path in (FOLDER / "pictures").iterdir():
        assert f"pictures/{path.name}" in shown
        assert path.stat().st_size <= 100 * 1024, path.name


def test_marks_are_filled_in() -> None:
    for page in manual().pages.values():
        assert "<!--" not in page.text


def test_every_verb_of_the_command_line_is_told() -> None:
    text = manual().pages["command-line"].text
    assert [verb for verb in VERBS if f"`{verb}`" not in text] == []


def test_where_nothing_leads_the_first_page_is_shown() -> None:
    assert manual().find("no-such#thing")[0].key == INDEX
    assert manual().find("entry#no-such-section") == (manual().pages["entry"], "")


def test_what_is_found_has_every_word_and_headings_come_first() -> None:
    hits = manual().search("尾差")
    assert hits[0].section.title == "尾差" and hits[0].target == "checks.md#tails"
    assert all("尾差" in hit.section.title + hit.section.body for hit in hits)
    assert {hit.target for hit in manual().search("备份 U")} >= {"files.md#backups"}
    assert "U 盘" in " ".join(hit.excerpt for hit in manual().search("备份 U"))


def test_a_key_is_found_in_capitals_or_not() -> None:
    small, large = ({hit.target for hit in manual().search(text)} for text in ("ctrl+j", "CTRL+J"))
    assert small == large and small


def test_nothing_is_found_of_nothing() -> None:
    assert manual().search("  ") == [] and manual().search("没有这样的词") == []


def test_an_edition_of_the_officers_own_is_told(tmp_path: Path) -> None:
    from app.calculation.prepare import compile_edition
    from app.storage.editions import load_edition

    own = tmp_path / "own.toml"
    own.write_text(
        'id = "own"\ntitle = "本地版"\nyears = [2030, 2031]\nextends = "cn-2022"\n'
        'remove = ["ratio.budget_execution_rate_by_income"]\n',
        "utf-8",
    )
    found = manual_for(compile_edition(load_edition(own)))
    assert "本地版" in found.pages["ratios"].text
    assert found.find("ratios#ratio-budget_execution_rate_by_income")[1] == ""
