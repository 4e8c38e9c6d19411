"""`dev.py bench`: every figure beside its floor, measured in one run on this machine."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

START_RUNS = 9


@dataclass(frozen=True)
class Line:
    """One figure: ours, the floor beside it, and what was promised."""

    name: str
    ours: str
    floor: str
    ratio: str
    promise: str
    met: bool | None


def main() -> int:
    """Measure everything and print the table; exit code 1 when a promise is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZIPINGTONG_HOME"] = str(Path(folder) / "home")
        lines = measure(Path(folder))
    width = max(_columns(line.name) for line in lines)
    print(f"{'测什么' + ' ' * (width - 6)}  {'结果':>10} {'下限':>10} {'倍数':>6}   要求")
    for line in lines:
        mark = {True: "达到", False: "未达到", None: "—"}[line.met]
        pad = " " * (width - _columns(line.name))
        print(f"{line.name}{pad}  {line.ours:>12} {line.floor:>12} {line.ratio:>8}   {line.promise}  {mark}")
    return 1 if any(line.met is False for line in lines) else 0


def _columns(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F or character in "“”×→≤" else 1 for character in text)


def measure(folder: Path) -> list[Line]:
    from tests.bench import work

    sample, large, years = folder / "sample.zpt", folder / "large.zpt", folder / "years.zpt"
    work.make_sample(sample)
    work.make_sample(large, 10_000)
    work.make_years(years, 10, 1_000)
    lines = start_lines(sample)

    from ui.main import make_application

    app = make_application([])
    lines += edit_lines(work, sample, large)
    lines += block_lines(work, folder, large)
    shown, read = work.open_to_shown(years, 7), work.bare_read(years, 7)
    lines.append(_line("打开 10 年 × 1,000 项目 → 当年可见", shown, read, "≤ 300 ms", shown <= 0.3))
    turned = work.switch_years(years, 8)
    lines.append(Line("换年度 → 全部重画（1,000 个项目）", _ms(turned), "", "", "≤ 50 ms", turned <= 0.05))
    compared, pivot = work.compare_years(years, 7), work.bare_pivot(years, 7)
    lines.append(_line("年度对比 10 年 × 1,000 项目", compared, pivot, "≤ 300 ms", compared <= 0.3))
    lines += export_lines(work, folder, sample, large)
    lines += form_lines(folder)
    lines += package_lines(sample)
    lines += paper_lines(folder, sample)
    calc = calc_start(folder / "17.xlsx")
    ours = float(lines[1].ours.split()[0]) / 1000
    name = "启动到各窗格都画完，对 LibreOffice Calc 打开工作簿"
    if calc is None:
        lines.append(Line(name, "没有 Calc", "", "", "比它快", None))
    else:
        lines.append(_line(name, ours, calc, "比它快", ours < calc))
    app.quit()
    return lines


def export_lines(work: object, folder: Path, sample: Path, large: Path) -> list[Line]:
    lines = []
    for name, document, runs, promise in (("17", sample, 9, "≤ 50 ms"), ("10000", large, 3, "≤ 1.5 倍")):
        book = folder / f"{name}.xlsx"
        ours = work.export_once(document, book, runs)  # type: ignore[attr-defined]
        floor = work.bare_export(book, folder / "floor.xlsx", runs)  # type: ignore[attr-defined]
        met = ours <= 0.05 if name == "17" else ours <= 1.5 * floor
        lines.append(_line(f"导出 {int(name):,} 个项目（含读回）", ours, floor, promise, met))
    ours, floor = work.read_once(book, 3), work.bare_load(book, 3)  # type: ignore[attr-defined]
    lines.append(_line("读 10,000 个项目的工作簿", ours, floor, "≤ 0.6 倍", ours <= 0.6 * floor))
    foreign = folder / "foreign.xlsx"
    work.foreign_workbook(foreign, 10_000)  # type: ignore[attr-defined]
    previewed, applied = work.import_once(foreign, folder / "import.zpt", 3)  # type: ignore[attr-defined]
    floor = work.bare_load(foreign, 3)  # type: ignore[attr-defined]
    lines.append(
        _line("导入 10,000 行：读、认、逐格预览", previewed, floor, "≤ 1.5 倍", previewed <= 1.5 * floor)
    )
    lines.append(Line("导入 10,000 行：写入", _ms(applied), "", "", "≤ 1 s", applied <= 1))
    return lines


def form_lines(folder: Path) -> list[Line]:
    from tests.bench import form_window, forms

    document = folder / "forms.zpt"
    form_window.make_forms(document)
    edited, opened = form_window.edit_to_repaint(document, 30), form_window.open_form(document, 15)
    ours = forms.export_once(1_000, folder / "forms.xlsx", 3)
    floor = forms.bare_export(1_000, folder / "floor.xlsx", 3)
    name = "导出 1,000 张自评表（每张 12 个指标，含读回），对 XlsxWriter 写同样的格"
    many = "（1,000 张 × 12 个指标）"
    return [
        Line(f"改一个完成值 → 全部重画{many}", _ms(edited), "", "", "≤ 30 ms", edited <= 0.03),
        Line(f"打开一张自评表{many}", _ms(opened), "", "", "≤ 50 ms", opened <= 0.05),
        _line(name, ours, floor, "≤ 1.5 倍", ours <= 1.5 * floor),
    ]


def paper_lines(folder: Path, sample: Path) -> list[Line]:
    from tests.bench import paper, work

    medium = folder / "thousand.zpt"
    work.make_sample(medium, 1_000)
    shown = paper.preview_once(sample, 7)
    lines = [Line("打印预览 → 看到第一页", _ms(shown), "", "", "≤ 200 ms", shown <= 0.2)]
    for count, document, limit in (("样例", sample, 0.5), ("1,000 个项目", medium, 1.3)):
        ours, office = paper.pdf_once(document, 5), paper.office_once(document, 3)
        name, promise = f"PDF：{count}（读回不计），对 LibreOffice 转换", f"≤ {limit:g} s"
        if office is None:
            lines.append(Line(name, _ms(ours), "没有", "", promise, ours <= limit))
        else:
            lines.append(_line(name, ours, office, promise, ours <= limit))
    return lines


def edit_lines(work: object, sample: Path, large: Path) -> list[Line]:
    from app.domain.address import Address

    cells = {"收支": Address("accounts", "personnel", "final"), "项目": Address("project", 5, "final")}
    lines = []
    for document, limit, rows in ((sample, 0.016, 17), (large, 0.030, 10_000)):
        floor = work.bare_edit_to_repaint(rows, 30)  # type: ignore[attr-defined]
        for what, cell in cells.items():
            ours = work.edit_to_repaint(document, cell.table, cell, 30)  # type: ignore[attr-defined]
            name = f"改一个{what}数 → 全部重画（{rows:,} 个项目）"
            lines.append(_line(name, ours, floor, f"≤ {limit * 1000:.0f} ms", ours <= limit))
    return lines


def block_lines(work: object, folder: Path, large: Path) -> list[Line]:
    """Deeds on thousands of cells; there is no floor to hold them against."""
    medium = folder / "medium.zpt"
    work.make_sample(medium, 1_200)  # type: ignore[attr-defined]
    pasted = work.paste_to_repaint(medium, 1_000, 9)  # type: ignore[attr-defined]
    narrowed, found = work.filter_to_repaint(large, 9)  # type: ignore[attr-defined]
    return [
        Line("粘贴 1,000 × 8 格 → 全部重画（预览不计）", _ms(pasted), "", "", "≤ 150 ms", pasted <= 0.15),
        Line("按一栏筛选 → 重画（10,000 个项目）", _ms(narrowed), "", "", "≤ 100 ms", narrowed <= 0.1),
        Line("查找（10,000 个项目）", _ms(found), "", "", "≤ 100 ms", found <= 0.1),
    ]


def start_lines(sample: Path) -> list[Line]:
    """Starts in turn, so that both see the same machine."""
    runs: dict[str, list[tuple[float, float]]] = {"empty": [], "table": [], "whole": []}
    for _ in range(START_RUNS + 1):
        for which, found in runs.items():
            found.append(_one_start(which, sample))
    (floor, bare), (ours, _), (whole, used) = (
        [statistics.median(figures) for figures in zip(*found[1:], strict=True)] for found in runs.values()
    )
    megabytes = f"{used:.0f} MiB", f"{bare:.0f} MiB"
    return [
        _line("启动到表可录入（打开示例）", ours, floor, "≤ 2.0 倍（力争 1.6）", ours <= 2 * floor),
        _line("启动到各窗格都画完", whole, floor, "", None),
        Line("内存（打开示例，各窗格都在）", *megabytes, _times(used, bare), "≤ 2 倍", used <= 2 * bare),
    ]


def package_lines(sample: Path) -> list[Line]:
    """What `dev.py package` made: its start, its size, and that of the .deb."""
    built = ROOT / "out" / "package"
    program, start = built / "zipingtong", built / "measure" / "zipingtong-start"
    if not start.exists():
        return [Line("打包的程序", "没有打包", "", "", "先运行 dev.py package", None)]
    runs = [(_one_start("table", sample, start), _one_start("table", sample)) for _ in range(START_RUNS + 1)]
    ours, floor = (statistics.median(run[which][0] for run in runs[1:]) for which in (0, 1))
    size = sum(path.lstat().st_size for path in program.rglob("*")) / 1e6
    lines = [
        _line("打包的程序启动到表可录入，对从源码启动", ours, floor, "≤ 800 ms", ours <= 0.8),
        Line("打包的程序占的地方", f"{size:.0f} MB", "", "", "≤ 230 MB", size <= 230),
    ]
    for package in sorted(built.glob("*.deb")):
        size = package.stat().st_size / 1e6
        lines.append(Line(package.name, f"{size:.1f} MB", "", "", "≤ 75 MB", size <= 75))
    return lines


def _one_start(which: str, sample: Path, frozen: Path | None = None) -> tuple[float, float]:
    """Seconds and MiB of one start, from the sources or of the frozen program."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    begin = [str(frozen)] if frozen else [sys.executable, str(Path(__file__).with_name("start.py"))]
    command = [*begin, which, str(sample)]
    started = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    ready, memory = done.stdout.split()
    return float(ready) - started, float(memory)


def calc_start(workbook: Path) -> float | None:
    """Seconds LibreOffice Calc takes to show the workbook; None without it or without a display."""
    if not (shutil.which("soffice") and shutil.which("xdotool") and os.environ.get("DISPLAY")):
        return None
    with tempfile.TemporaryDirectory() as profile:
        command = [
            "soffice", "--calc", "--norestore", "--nologo", "--nofirststartwizard",
            f"-env:UserInstallation=file://{profile}", str(workbook),
        ]  # fmt: skip
        return statistics.median([_calc_once(command, workbook.stem) for _ in range(4)][1:])


def _calc_once(command: list[str], title: str) -> float:
    started = time.monotonic()
    calc = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() - started < 60:
            found = subprocess.run(["xdotool", "search", "--name", title], capture_output=True, check=False)
            if found.stdout.strip():
                return time.monotonic() - started
            time.sleep(0.02)
        return 60.0
    finally:
        subprocess.run(["pkill", "-f", "soffice.bin"], check=False)
        calc.wait(20)


def _line(name: str, ours: float, floor: float, promise: str, met: bool | None) -> Line:
    return Line(name, _ms(ours), _ms(floor), _times(ours, floor), promise, met)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _times(ours: float, floor: float) -> str:
    return f"{ours / floor:.2f}"


if __name__ == "__main__":
    sys.exit(main())
