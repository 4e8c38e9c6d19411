"""From a figure typed to the paper: one key for the preview, one for the PDF."""

from __future__ import annotations

from pathlib import Path

from app.cli import main
from app.exchange.paper_readback import plain, read_pdf
from tests.journeys.support import front, in_a_window, wait_for, xdotool

pytestmark = in_a_window


def test_a_figure_typed_is_on_the_paper(tmp_path: Path, program) -> None:
    path, paper = tmp_path / "a.zpt", tmp_path / "a-out.pdf"
    assert main(["new", str(path), "--unit", "石家庄市科学技术协会", "--year", "2022", "--sample"]) == 0
    process = program(path)
    xdotool("key", "ctrl+Home")
    xdotool("type", "--delay", "40", "1476.35")
    xdotool("key", "Return")
    xdotool("key", "ctrl+p")
    front("打印预览", process)
    xdotool("key", "ctrl+s")
    front("导出 PDF", process)
    xdotool("key", "ctrl+a")
    xdotool("type", "--delay", "40", str(paper))
    xdotool("key", "Return")
    wait_for(paper.exists)
    (text,) = read_pdf(paper.read_bytes())  # this table alone
    assert "收支预决算情况表" in plain(text) and "1,476.35" in text
