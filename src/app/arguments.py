"""What may be written on the command line, and answers in Chinese when it is not that."""

from __future__ import annotations

import re
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

VERBS = {
    "new": "新建文档",
    "set": "填一格或几格，金额按万元，空文字清除",
    "add-row": "在列表里加一行",
    "show": "列出各表、比率和问题",
    "check": "列出问题，有错误时返回 1",
    "score": "列出各项目和部门整体的得分，连同计分依据",
    "export": "导出 Excel 工作簿或 PDF，或者自评表",
    "compare": "几个年度并列对比：各表、比率、项目",
    "new-year": "从一个年度新建下一年度，带入上年数、年初结转、概况和项目",
    "template": "导出填报模板，空的或带上一个年度的数",
    "import": "从工作簿（.xlsx .xls .ods）导入，表或填好的自评表",
    "follow": "年度改用另一个版式（编号或 TOML 文件），已填的数不动",
    "lock": "年度已上报，锁定",
    "unlock": "锁定的年度解锁",
    "edition": "检查一个版本（编号或 TOML 文件）",
}
_TOLD = (
    (re.compile(r"the following arguments are required: (.*)"), r"缺少：\1"),
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识：\1"),
    (re.compile(r"argument (.*): invalid int value: (.*)"), r"\1 要填整数，不能是 \2"),
    (re.compile(r"argument (.*): expected one argument"), r"\1 后面要有一个值"),
    (re.compile(r"argument (.*): not allowed with.*"), r"\1 不能这样用"),
)


class Misused(Exception):
    """A command line that cannot be followed; `str()` says in Chinese what is wrong."""


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        for pattern, told in _TOLD:
            if pattern.fullmatch(message):
                message = pattern.sub(told, message)
                break
        else:
            message = "参数写得不对"
        raise Misused(f"命令没有执行，{message}。写法见 {self.prog} --help")


class _Version(Action):
    def __call__(self, parser: ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"自评通 {version('zipingtong')}")  # noqa: T201 - the command line's answer
        parser.exit()


def parse(arguments: Sequence[str]) -> Namespace:
    """The verb (`given.verb`) with its arguments; raises `Misused`. Prints help and exits for --help."""
    return _parser().parse_args(_values_behind(list(arguments)))


def _values_behind(arguments: list[str]) -> list[str]:
    """Values may begin with a dash (-1,234.50, —): options first, then everything else after `--`."""
    if not arguments or arguments[0] not in {"set", "add-row"} or "--" in arguments:
        return arguments
    options: list[str] = []
    values: list[str] = []
    rest = iter(arguments[1:])
    for argument in rest:
        if argument in {"-h", "--help"} or argument.startswith(("--year=", "--project=")):
            options.append(argument)
        elif argument in {"--year", "--project"}:
            options += [argument, *([year] if (year := next(rest, None)) is not None else [])]
        else:
            values.append(argument)
    return [arguments[0], *options, "--", *values]


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog="zipingtong",
        description="自评通：部门整体支出绩效自评。不带命令时打开窗口：zipingtong [文件]",
        add_help=False,
    )
    _chinese(parser)
    parser.add_argument("--version", action=_Version, nargs=0, help="显示版本号")
    parser.add_argument("--self-test", action="store_true", help="检查程序在这台电脑上能不能用，不碰您的文件")
    verbs = parser.add_subparsers(required=True, metavar="命令", dest="verb", title="命令")
    made = {
        name: verbs.add_parser(name, help=text, description=text, add_help=False)
        for name, text in VERBS.items()
    }
    for name, verb in made.items():
        _chinese(verb)
        if name not in {"edition", "template"}:
            verb.add_argument("file", type=Path, metavar="文件")
    made["new"].add_argument("--unit", required=True, metavar="单位名称")
    made["new"].add_argument("--year", required=True, type=int, metavar="年度")
    made["new"].add_argument("--sample", action="store_true", help="填入样例（2022 年公开报告的数据）")
    made["set"].add_argument(
        "pairs", nargs="+", metavar="地址 值", help="例如 accounts/personnel/final 1513.69"
    )
    made["add-row"].add_argument("table", metavar="表")
    made["add-row"].add_argument("cells", nargs="*", metavar="列=值")
    where = made["export"].add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--to",
        type=Path,
        metavar="OUT.xlsx|OUT.pdf",
        help="以 .pdf 结尾就是 PDF，与打印的一样",
    )
    where.add_argument(
        "--forms", type=Path, metavar="文件夹", help="导出自评表：每张一个文件，放在这个文件夹里"
    )
    made["export"].add_argument("--no-data", action="store_true", help="只要报告用的表，不要数据页")
    made["export"].add_argument("--only", nargs="+", default=[], metavar="表名", help="PDF 只要这几张表")
    for name, text in (
        ("--one", "自评表放在一个文件里，每张一页"),
        ("--pdf", "自评表导出成 PDF，不是 Excel 工作簿"),
        ("--blank", "没有填指标的项目，也导出空白的自评表"),
    ):
        made["export"].add_argument(name, action="store_true", help=text)
    made["export"].add_argument("--project", type=int, metavar="项目序号", help="只要这一个项目的自评表")
    compare = made["compare"]
    compare.add_argument("--years", metavar="年度,年度", help="例如 2021,2022；不写就比文件里的所有年度")
    compare.add_argument("--base", type=int, metavar="年度", help="各年都与这一年比；不写就逐年比")
    compare.add_argument(
        "--columns", metavar="栏,栏", help="比哪几栏，例如 final,initial；不写就比各表的主栏"
    )
    form = compare.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON")
    form.add_argument("--to", type=Path, metavar="OUT.xlsx", help="写成 Excel 工作簿")
    made["edition"].add_argument("source", metavar="版本")
    made["follow"].add_argument("source", metavar="版本", help="编号，或自己的版式文件（.toml）")
    made["new-year"].add_argument("--from", dest="start", required=True, type=int, metavar="年度")
    made["new-year"].add_argument("--drop", nargs="*", default=[], metavar="项目序号", help="不再延续的项目")
    made["template"].add_argument("to", type=Path, metavar="OUT.xlsx")
    made["template"].add_argument("--year-from", metavar="文件:年度", help="带上这个文件这个年度已填的数")
    made["template"].add_argument("--year", type=int, metavar="年度", help="空模板的年度")
    made["import"].add_argument("workbooks", type=Path, nargs="+", metavar="工作簿")
    made["import"].add_argument(
        "--forms", action="store_true", help="工作簿里是填好的项目支出绩效自评表，可以一次给几个工作簿"
    )
    made["import"].add_argument("--replace", action="store_true", help="自评表：文件里没有的指标删去")
    made["import"].add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    made["import"].add_argument("--unit", choices=["万元", "元", "千元"], help="表里没有写明时的金额单位")
    made["import"].add_argument(
        "--as",
        dest="columns",
        nargs="*",
        default=[],
        metavar="表头=栏目",
        help="表头含义不定时，指明是哪一栏，例如 预算数=initial",
    )
    made["import"].add_argument("--round", action="store_true", help="比分还细的四舍五入到分")
    made["score"].add_argument("--project", type=int, metavar="项目序号", help="只列这一个项目")
    made["add-row"].add_argument(
        "--project",
        type=int,
        metavar="项目序号",
        help="加绩效指标（indicator）时写明属于第几个项目",
    )
    for name in ("show", "check", "import", "score"):
        made[name].add_argument("--json", action="store_true", help="输出 JSON")
    for name in ("set", "add-row", "show", "check", "score", "export", "import", "follow", "lock", "unlock"):
        made[name].add_argument("--year", type=int, metavar="年度")
    return parser


def _chinese(parser: ArgumentParser) -> None:
    """Headings that argparse writes in English."""
    parser._positionals.title = "要写的"  # noqa: SLF001 - argparse has no door for its headings
    parser._optionals.title = "可以加的"  # noqa: SLF001
    parser.add_argument("-h", "--help", action="help", help="显示这段说明")
