from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calculation.formula import Call, FormulaError, Name, Number, leaves, parse, walk
from app.calculation.resolve import Scope, read
from tests.worked import edition

PAYLOADS = [
    "__import__('os').system('x')", "().__class__", "a.b.c", "a[0]", "lambda: 1", "[x for x in y]",
    "{1: 2}", "f'{x}'", "a := 1", "a ** 2", "a // 2", "a % 2", "a @ b", "a << 1", "a | b", "~a", "+a",
    "a < b < c", "a is b", "a not in b", "open('x')", "sum", "sum()", "sum(*a)", "sum(**a)", "print(a)",
    "True", "None", "...", "b'x'", "1j", "yield", "await x", "exec('1')", "eval('1')", "getattr(a, 'b')",
    "sum(a, where=b, weight=c)", "min(a, weight=b)", "round(a)", "round(a, b)", "round(a, 99)",
    "change(a)", "abs(a, b)", "a in b", "a in ('x', 1)", "", "   ", "a b", "(a", "a)", "import os",
    "a; b", "x" * 3000, "1e400", "(" * 60 + "1" + ")" * 60 + "+" * 0 + "+(" * 0 + "*", "a.b()",
    "sum(a)(b)", "-" * 80 + "1",
]  # fmt: skip


@pytest.mark.parametrize("text", PAYLOADS)
def test_nothing_but_the_language_is_read(text: str) -> None:
    with pytest.raises(FormulaError) as refused:
        read(text, Scope(edition()))
    assert str(refused.value)


@given(st.text(max_size=60))
def test_any_text_is_a_tree_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except FormulaError:
        return
    assert list(walk(tree))


def test_trees_and_leaves() -> None:
    assert parse("a.b / 2") == parse("a.b/2.")  # literals are exact decimals
    assert parse("0.10") == Number(Decimal("0.10")) or parse("0.10") == Number(Decimal("0.1"))
    tree = parse("sum(project.final, where=project.category == '重点')")
    assert isinstance(tree, Call)
    assert Name("project", "category") in list(walk(tree))
    resolved = read("outlay.final / outlay.final", Scope(edition()))
    assert len(leaves(resolved.tree)) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("outlay.final + staff_active.value", "加减的两边"),
        ("outlay.final * outlay.final", "金额不能乘金额"),
        ("1 / outlay.final", "数不能除以金额"),
        ("outlay.final > 5", "比较的两边"),
        ("nobody.final", "不认识的名称"),
        ("outlay.nothing", "没有这一列"),
        ("outlay_sangong.rate", "没有这一列"),
        ("project.final", "一整列"),
        ("project", "一整列"),
        ("sum(project.name)", "只能汇总数"),
        ("project.name > '甲'", "文字只能比较是否相同"),
        ("1 if outlay.final else 2", "条件"),
        ("outlay.final if outlay.final > 0 else 1", "if 的两个结果"),
        ("prior(outlay.final + 1)", "prior|加减"),
        ("not outlay.final", "条件"),
    ],
)
def test_names_are_typed(text: str, why: str) -> None:
    with pytest.raises(FormulaError, match=why):
        read(text, Scope(edition()))


def test_a_literal_zero_goes_with_money() -> None:
    assert read("outlay.final > 0", Scope(edition())).type == "truth"
    assert read("outlay.final / outlay.initial", Scope(edition())).type == "percent"
    assert read("outlay.final / 2", Scope(edition())).type == "money"
