"""The manual's Markdown: what is written is what is read, and nothing in it becomes HTML by itself."""

from __future__ import annotations

import pytest

from app.manual.markdown import sections, targets, to_html, to_plain

PAGE = """\
# 录入

第一段，
接着写。

## 金额 {#money}

- **写法**：`1,513.69` 或 [导入](import.md#preview)
- **单位**：万元

```
## 不是标题
```

![一张图](pictures/a.png)

### 更细
"""


def test_a_page_is_cut_at_its_headings() -> None:
    found = sections(PAGE)
    assert [(one.level, one.title) for one in found] == [(1, "录入"), (2, "金额"), (3, "更细")]
    assert found[1].anchor == "money"
    assert "## 不是标题" in found[1].body


def test_headings_without_an_anchor_have_different_ones() -> None:
    found = sections("# 甲\n\n## 乙\n\n## 丙\n")
    assert len({one.anchor for one in found}) == 3


def test_chinese_lines_go_on_without_a_space_and_words_with_one() -> None:
    assert "<p>第一段，接着写。</p>" in to_html(PAGE)
    assert "<p>one two</p>" in to_html("one\ntwo")


def test_a_list_of_names_is_a_table_of_two_columns() -> None:
    html = to_html(PAGE)
    assert '<td class="name" width="14%">写法</td>' in html and '<td class="fact">万元</td>' in html
    assert "<ul><li>甲</li><li>乙接着</li></ul>" in to_html("- 甲\n- 乙\n  接着")
    assert "<ol><li>甲</li></ol>" in to_html("1. 甲")


def test_what_would_be_html_is_shown() -> None:
    html = to_html("a < b & `<b>` [x](y.md)")
    assert "a &lt; b &amp; " in html and "&lt;b&gt;" in html and '<a href="y.md">x</a>' in html


def test_tables_notes_code_and_pictures_have_their_place() -> None:
    html = to_html("| 键 | 做什么 |\n| --- | --- |\n| `F1` | 手册 |\n\n> 注意。\n\n" + PAGE)
    assert '<table class="grid"' in html and "<th>键</th>" in html and html.count("<td>手册</td>") == 1
    assert '<table class="note"' in html and '<table class="code"' in html
    assert '<img src="pictures/a.png" alt="一张图">' in html


def test_links_and_pictures_are_told_also_in_bold_words() -> None:
    assert targets("**[甲](a.md)**\n\n![图](pictures/b.png)\n\n[乙](b.md#c)") == [
        "a.md", "b.md#c", "pictures/b.png",
    ]  # fmt: skip


@pytest.mark.parametrize("sign", ["`", "**", "](", "{#", "```", "|"])
def test_what_is_searched_is_what_is_read(sign: str) -> None:
    assert sign not in to_plain(PAGE.replace("[导入]", "**[导入](x.md)** [导入]"))
