"""Every check and every ratio of every edition has its entry, put together from the edition alone."""

from __future__ import annotations

from functools import cache

import pytest

from app.calculation.model import Model
from app.calculation.prepare import compile_edition
from app.domain.problem import SEVERITIES
from app.manual.entries import OWN_FINDINGS, checks_text, ratios_text, tables_text
from app.manual.markdown import Section, sections, targets
from app.storage.editions import list_editions, load_edition
from app.storage.resources import resource_path

SHIPPED = [info.id for info in list_editions(resource_path("editions"))]


@cache
def model(edition: str) -> Model:
    return compile_edition(load_edition(edition))


@cache
def entries(edition: str) -> dict[str, Section]:
    text = "\n\n".join(make(model(edition)) for make in (checks_text, ratios_text, tables_text))
    found = sections(text)
    anchors = [section.anchor for section in found]
    assert len(set(anchors)) == len(anchors)
    return {section.anchor: section for section in found}


def test_all_editions_are_tried() -> None:
    assert {"cn-2022", "accounts"} <= set(SHIPPED)


CHECKS = [(edition, key) for edition in SHIPPED for key in model(edition).rules]
RATIOS = [(edition, ratio.key) for edition in SHIPPED for ratio in model(edition).edition.ratios]


@pytest.mark.parametrize(("edition", "key"), CHECKS)
def test_a_check_says_what_it_compares_and_what_to_do(edition: str, key: str) -> None:
    check, entry = model(edition).rules[key].check, entries(edition)[f"check-{key}"]
    assert entry.title == check.label
    assert f"- **级别**：{SEVERITIES[check.severity]}" in entry.body
    for name in ("核对", "会这样说", "依据", "怎么办"):
        assert f"- **{name}**：" in entry.body
    assert " ".join(check.source.split()) in entry.body
    assert key not in entry.body.replace(f"#check-{check.unless}", "")  # names in words, no keys


@pytest.mark.parametrize(("edition", "key"), RATIOS)
def test_a_ratio_says_how_it_is_computed_and_on_what_ground(edition: str, key: str) -> None:
    ratio, entry = model(edition).edition.ratio[key], entries(edition)[f"ratio-{key}"]
    assert entry.title == ratio.label
    assert "- **算法**：" in entry.body
    for text in (ratio.basis, ratio.source, ratio.hint):
        assert " ".join(text.split()) in entry.body
    family = model(edition).edition.families[ratio.family or key]
    assert sorted(targets(entry.body)) == sorted(f"#ratio-{one.key}" for one in family if one is not ratio)


@pytest.mark.parametrize("edition", SHIPPED)
def test_every_table_tells_of_its_columns(edition: str) -> None:
    for table in model(edition).edition.tables:
        body = entries(edition)[f"table-{table.key}"].body
        assert table.hint in body
        if len(table.columns) > 1:
            assert all(f"| {column.label} | " in body for column in table.columns)


@pytest.mark.parametrize("edition", SHIPPED)
def test_links_between_entries_lead_to_entries(edition: str) -> None:
    for entry in entries(edition).values():
        for target in targets(entry.body):
            assert target.removeprefix("#") in entries(edition), (entry.title, target)


def test_what_the_program_finds_by_itself_has_an_entry() -> None:
    """The engine makes these problems without a rule; F1 on one of them must lead somewhere."""
    import inspect
    import re

    from app.calculation import beside

    made = set(re.findall(r'Problem\("(\w+)"', inspect.getsource(beside)))
    assert made == {key for key, *_ in OWN_FINDINGS}
    assert all(f"check-{key}" in entries("cn-2022") for key in made)
