"""Self-evaluation forms as departments fill them in other programs, for tests of their import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

Sheet = Mapping[str, object]  # area → what it holds: {"A1:I1": "项目支出绩效自评表", "A2": 3}
Item = tuple[object, ...]


def write(path: Path, sheets: Mapping[str, Sheet]) -> Path:
    """A workbook with these cells, areas merged; a number given as (number, format) has that format."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        formats: dict[str, object] = {}
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for area, content in cells.items():
                value, style = content if isinstance(content, tuple) else (content, "")
                form = formats.setdefault(style, book.add_format({"num_format": style} if style else {}))
                if ":" in area:
                    sheet.merge_range(area, value if value is not None else "", form)
                elif isinstance(value, str):
                    sheet.write_string(area, value, form)
                elif value is not None:
                    sheet.write(area, value, form)
    return path


def beside_tables(path: Path, rows: Sequence[Sequence[object]], form: Sheet) -> Path:
    """A workbook with a table on its first sheet and a form on the second."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("收支")
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write(row, column, value)
        sheet = book.add_worksheet("自评表")
        for area, content in form.items():
            value = content[0] if isinstance(content, tuple) else content
            if ":" in area:
                sheet.merge_range(area, value or "")
            elif value is not None:
                sheet.write(area, value)
    return path


def national(
    name: str,
    *,
    top: int = 1,
    title: str = "项目支出绩效自评表",
    unit: str = "万元",
    funds: Sequence[Sequence[object]] = ((40, 43.2, 37.24), (40, 43.2, 37.24), (0, 0, 0), (0, 0, 0)),
    execution: Sequence[object] = (10, (0.862, "0.00%"), 8.62),
    items: Sequence[Item] = (),
    total: Sequence[object] = (100, 98.62),
    letters: bool = True,
    agency: str = "某局",
) -> dict[str, object]:
    """The national layout with lettered headings (天长), nine columns, from row `top` on."""
    a, b, c = ("（A）", "（B）", "（B/A）") if letters else ("", "", "")
    r = top
    cells: dict[str, object] = {
        f"A{r}": "附件1",
        f"A{r + 1}:I{r + 1}": title,
        f"A{r + 2}:I{r + 2}": "（2022年度）",
        f"A{r + 3}:B{r + 3}": "项目名称", f"C{r + 3}:I{r + 3}": name,
        f"A{r + 4}:B{r + 4}": "主管部门", f"C{r + 4}:D{r + 4}": "某局",
        f"E{r + 4}:F{r + 4}": "实施单位", f"G{r + 4}:I{r + 4}": agency,
        f"A{r + 5}:B{r + 9}": f"项目资金\n（{unit}）", f"C{r + 5}": None,
        f"D{r + 5}": "年初预算数", f"E{r + 5}": f"全年预算数{a}", f"F{r + 5}": f"全年执行数{b}",
        f"G{r + 5}": "分值", f"H{r + 5}": f"执行率{c}", f"I{r + 5}": "得分",
    }  # fmt: skip
    kinds = ("年度资金总额", "其中：本年财政拨款", "　　上年结转资金", "　　其他资金")
    for at, (label, amounts) in enumerate(zip(kinds, funds, strict=True), r + 6):
        cells[f"C{at}"] = label
        cells |= {f"{column}{at}": value for column, value in zip("DEF", amounts, strict=True)}
        points = execution if at == r + 6 else ("—", "", "—")
        cells |= {f"{column}{at}": value for column, value in zip("GHI", points, strict=True)}
    r += 10
    cells |= {
        f"A{r}:A{r + 1}": "年度总体目标",
        f"B{r}:E{r}": "预期目标", f"F{r}:I{r}": "年度总体目标完成情况",
        f"B{r + 1}:E{r + 1}": "完成监测 12 期", f"F{r + 1}:I{r + 1}": "已完成 12 期",
    }  # fmt: skip
    r += 2
    heads = (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    cells[f"A{r}:A{r + len(items)}"] = "绩效指标"
    cells |= {f"{column}{r}": text for column, text in zip("BCDEFGHI", heads, strict=True)}
    r += 1
    cells |= _merged("B", r, [item[0] for item in items]) | _merged("C", r, [item[1] for item in items])
    for at, item in enumerate(items, r):
        cells |= {f"{column}{at}": value for column, value in zip("DEFGHI", item[2:], strict=True)}
    r += len(items)
    cells |= {f"A{r}:F{r}": "总分", f"G{r}": total[0], f"H{r}": total[1]}
    cells[f"A{r + 1}:I{r + 1}"] = "注：1.一级指标分值统一设置为：产出指标50分、效益指标30分、满意度指标10分。"
    return cells


def _merged(column: str, top: int, names: Sequence[object]) -> dict[str, object]:
    """Names, equal ones below each other in one merged cell."""
    cells: dict[str, object] = {}
    at = 0
    while at < len(names):
        end = at
        while end + 1 < len(names) and names[end + 1] == names[at]:
            end += 1
        area = f"{column}{top + at}" if end == at else f"{column}{top + at}:{column}{top + end}"
        cells[area] = names[at]
        at = end + 1
    return cells


RIGHT: tuple[Item, ...] = (
    ("产出指标(50分)", "数量指标", "指标1：培训人次", "≥1200人次", "1350人次", 20, 20, ""),
    ("产出指标(50分)", "数量指标", "指标2：讲座场次", "=12场", 12, 10, 10, ""),
    ("产出指标(50分)", "质量指标", "合格率", "≥95%", (0.97, "0%"), 10, 10, ""),
    ("产出指标(50分)", "成本指标", "人均培训成本", "≤300元", "310元", 10, 9.68, "教材涨价，已重新询价"),
    ("效益指标(30分)", "社会效益指标", "科普覆盖面", "明显扩大", "明显扩大", 30, 30, ""),
    ("满意度指标(10分)", "服务对象满意度指标", "学员满意度", "≥90%", "96%", 10, 10, ""),
)
"""Right to the last digit."""

WRONG: tuple[Item, ...] = (
    ("产出指标", "数量指标", "采购批次", "11批", "8批", 20, 20, 0),
    ("产出指标", "质量指标", "采购执行率", "100%", "72.74%", 20, 20, "无"),
    ("产出指标", "时效指标", "按时完成率", "≥100%", "100%", 8, 8, ""),
    ("效益指标", "社会效益指标", "办事便利", "提高", "提高", 30, 30, ""),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%", "98%", 10, 12, ""),
)
"""Full marks for 72.74 %, more than the weight, weights of 98, placeholders for reasons, no signs."""

SICHUAN: dict[str, object] = {
    "A1": "报表编号：510000_0013zp", "A2:K2": "部门预算项目支出绩效自评表（2022年度）",
    "A3": "项目名称", "B3:K3": "工资性支出",
    "A4": "主管部门", "B4:E4": "某县发展和改革局", "F4:G4": "实施单位", "H4:K4": "某县发展和改革局",
    "A5:A7": "项目基本情况", "B5:C6": "1.项目年度目标完成情况",
    "D5:G5": "项目年度目标", "H5:K5": "年度目标完成情况",
    "D6:G6": "保障工资按时发放", "H6:K6": "全年按时发放",
    "B7:C7": "2.项目实施内容及过程概述", "D7:K7": "按月发放",
    "A8:A13": "预算执行情况（10分）", "B8:C8": "年度预算数（万元）", "D8": "年初预算",
    "E8:F8": "调整后预算数",
    "G8": "预算执行数", "H8": "预算执行率", "I8": "权重", "J8": "得分", "K8": "原因",
    "B9:C9": "总额", "D9": 238.93, "E9:F9": 251.89, "G9": 251.89, "H9": (1, "0.00%"), "I9": 10, "J9": 10,
    "K9:K13": "年中追加 12.96 万元",
    "B10:C10": "其中：财政资金", "D10": 238.93, "E10:F10": 251.89, "G10": 251.89, "H10": (1, "0.00%"),
    "I10": "/", "J10": "/",
    "B11:C11": "财政专户管理资金", "B12:C12": "单位资金", "B13:C13": "其他资金",
    "A14:A17": "绩效指标（90分）", "B14": "一级指标", "C14": "二级指标", "D14": "三级指标", "E14": "指标性质",
    "F14": "指标值", "G14": "度量单位", "H14": "完成值", "I14": "权重", "J14": "得分",
    "K14": "未完成原因分析",
    "B15:B16": "产出指标", "C15": "数量指标", "D15": "发放人数", "E15": "＝", "F15": 32,
    "G15": "人", "H15": 32,
    "I15": 30, "J15": 30,
    "C16": "时效指标", "D16": "发放及时率", "E16": "≥", "F16": 100, "G16": "%", "H16": 98,
    "I16": 30, "J16": 29.4,
    "K16": "一月发放晚于月底",
    "B17": "效益指标", "C17": "社会效益指标", "D17": "队伍稳定", "E17": "定性", "F17": "稳定", "H17": "稳定",
    "I17": 30, "J17": 30,
    "A18:H18": "合计", "I18": 100, "J18": 99.4,
    "A19": "评价结论", "B19:K19": "完成较好", "A20": "存在问题", "B20:K20": "发放偶有延迟",
    "A21": "改进措施", "B21:K21": "提前申报用款计划",
    "A22": "项目负责人：张三", "F22": "财务负责人：李四",
}  # fmt: skip

HUBEI: dict[str, object] = {
    "A1:G1": "2022年度渔业成品油价格改革补贴（长江禁捕）项目自评表",
    "A2": "单位名称：某区农业农村局", "F2": "填报日期：2023年3月1日",
    "A3": "项目名称", "B3:G3": "渔业成品油价格改革补贴（长江禁捕）",
    "A4": "主管部门", "B4:D4": "某区农业农村局", "E4": "项目实施单位", "F4:G4": "某区渔政站",
    "A5": "项目类别", "B5:G5": "1、部门预算项目 □   2、市直专项 √   3、市对下转移支付项目 □",
    "A6": "项目属性", "B6:G6": "1、持续性项目 ☑   2、新增性项目 □",
    "A7": "项目类型", "B7:G7": "1、常年性项目 □   2、延续性项目 □   3、一次性项目 □",
    "A8:A9": "预算执行情况（万元）（20分）", "B8:C8": None, "D8": "预算数（A）", "E8": "执行数（B）",
    "F8": "执行率（B/A）", "G8": "得分（20分*执行率）",
    "B9:C9": "年度财政资金总额", "D9": 1.56, "E9": 1.56, "F9": 1, "G9": 20,
    "A10:A15": "年度绩效目标1（80分）", "B10": "年度目标", "C10:G10": "6 艘渔船补贴到位",
    "B11": "一级指标", "C11": "二级指标", "D11": "三级指标", "E11": "年初目标值（A）",
    "F11": "实际完成值（B）",
    "G11": "得分",
    "B12:B13": "产出指标", "C12": "数量指标", "D12": "补贴渔船数（20分）", "E12": 6, "F12": 6, "G12": 20,
    "C13": "质量指标", "D13": "渔船补贴发放率（10分）", "E13": "100%", "F13": "100%", "G13": 10,
    "B14": "效益指标", "C14": "社会效益指标", "D14": "禁捕政策落实（10分）", "E14": "落实",
    "F14": "落实", "G14": 10,
    "B15": "满意度指标", "C15": "服务对象满意度指标", "D15": "退捕渔民满意度（40分）",
    "E15": "≥90%", "F15": "≥90%",
    "G15": 40,
    "A16:F16": "总分", "G16": 100,
    "A17": "偏差大或目标未完成原因分析", "B17:G17": "无偏差",
    "A18": "改进措施及结果应用方案", "B18:G18": "继续落实",
}  # fmt: skip

YUEYANG: dict[str, object] = {
    "A1:G1": "2022年度部门整体支出绩效评价评分表", "A2": "单位名称：某县科技局",
    "A3": "一级指标", "B3": "二级指标", "C3": "三级指标", "D3": "评分标准", "E3": "分值", "F3": "自评得分",
    "G3": "扣分原因和其他说明",
    "A4:A6": "投入（15分）", "B4:B6": "预算配置",
    "C4": "在职人员控制率", "D4": "≤100%计5分，每超1个百分点扣0.5分", "E4": 5, "F4": 5,
    "C5": "“三公”经费变动率", "D5": "≤0 满分", "E5": 5, "F5": 4, "G5": "接待批次增加",
    "C6": "公务招待费变动率", "E6": 5, "F6": 5,
    "A7:A9": "过程", "B7": "预算执行", "C7": "预算完成率", "E7": 4, "F7": 4,
    "B8:B9": "预算管理", "C8": "管理制度健全性", "E8": 3, "F8": 3,
    "C9": "资金使用合规性", "E9": 5, "F9": 3, "G9": "一笔超范围",
    "A10": "效果", "B10": "履职效益", "C10": "社会效益", "E10": 5, "F10": 5,
    "A11:D11": "总分", "E11": 32, "F11": 29, "G11": "优",
}  # fmt: skip
"""The columns of 岳阳: no values, an indicator of its own, weights of its own, no criteria ticked."""

CHONGQING: dict[str, object] = {
    "A1:J1": "2022年部门整体绩效自评表",
    "A2": "主管部门", "B2": "某区科协", "D2": "自评总分（分）", "E2": 97.5,
    "A3": "部门预算执行情况（万元）", "B3": "年初预算数", "C3": "全年（调整）预算数", "D3": "全年执行数",
    "E3": "执行率", "B4": 100, "C4": 120, "D4": 118, "E4": (0.9833, "0.00%"),
    "A5": "指标名称", "B5": "计量单位", "C5": "指标性质", "D5": "年初指标值", "E5": "调整指标值",
    "F5": "全年完成值", "G5": "得分系数(%)", "H5": "指标权重(分)", "I5": "指标得分(分)", "J5": "是否核心指标",
    "A6": "预算完成率", "B6": "%", "C6": "≥", "D6": 95, "F6": 98.32, "G6": 100, "H6": 5, "I6": 5, "J6": "是",
    "A7": "政府采购执行率", "B7": "%", "C7": "≥", "D7": 97, "F7": 72.74, "G7": 100, "H7": 2, "I7": 2,
    "J7": "否",
    "A8": "党性教育次数", "B8": "次", "C8": "≥", "D8": 6, "F8": 12, "G8": 90, "H8": 10, "I8": 10, "J8": "是",
    "A9": "服务对象满意度", "B9": "%", "C9": "≥", "D9": 90, "F9": 96, "G9": 90, "H9": 10, "I9": 9.5,
    "J9": "是",
}  # fmt: skip
"""The columns of 重庆: values with their unit beside them, coefficients, a total at the top."""
