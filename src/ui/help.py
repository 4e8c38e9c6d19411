"""The keys, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.dialogs import buttons
from ui.theme import LARGE, muted, scaled
from ui.topics import helped

KEYS = (
    ("填数", (
        ("直接打字", "换掉原来的数"), ("F2", "在原来的数上改"),
        ("Enter / Shift+Enter", "写入，往下 / 往上"),
        ("Tab / Shift+Tab", "写入，往右 / 往左，跳过不能填的格"), ("Esc", "不改了"), ("Delete", "清空"),
        ("Ctrl+C / X / V", "复制、剪切、粘贴，与 Excel、WPS 互通"), ("Ctrl+D / R", "向下 / 向右填充"),
        ("Ctrl+方向键", "跳到一段数的边上"), ("Shift+空格 / Ctrl+空格", "选整行 / 整栏"),
        ("Ctrl+;", "填今天的日期"), ("Alt+Enter", "在长文字里换行；再按 F2 放大"),
        ("Ctrl+Shift+L", "按这一栏筛选"), ("Shift+F2", "写批注：来源、说明"),
        ("Ctrl+Z / Y", "撤销 / 重做"),
    )),
    ("走动", (
        ("F6 / Shift+F6", "下一个 / 上一个窗格"), ("Ctrl+PgDn / PgUp", "下一张 / 上一张表"),
        ("Ctrl+F / Ctrl+H", "在本表中查找 / 替换"), ("Enter（在校验里）", "转到出问题的格，再按看下一处"),
        ("F2（在校验里）", "给问题写说明"),
        ("Enter / 空格（在批注列表里）", "转到那一格 / 标为已处理"),
        ("Enter（在比率里）", "转到这个数的来源"),
        ("← →（在比率里）", "收起 / 展开其他口径"),
    )),
    ("自评表", (
        ("F4", "打开项目的自评表 / 回到项目表"), ("Alt+PgDn / Alt+PgUp", "下一个 / 上一个项目"),
        ("Ctrl+F（在自评表里）", "项目清单：查找、选一个打开"),
        ("Ctrl+Insert / Insert", "从指标库添加 / 添加空白指标"),
        ("Ctrl+Shift+D / Ctrl+Delete", "复制为新指标 / 删除指标"), ("Alt+↑ / Alt+↓", "上移 / 下移指标"),
    )),
    ("显示与文件", (
        ("Ctrl+U", "万元 / 元"), ("Ctrl+= / - / 0", "显示比例：放大 / 缩小 / 100%"),
        ("Ctrl+Shift+R", "比率和说明窗格：收起 / 叫回"), ("Ctrl+Shift+M", "批注列表：打开 / 收起"),
        ("Ctrl+J", "把选中的数复制成一句话"),
        ("Ctrl+N / O / W", "新建 / 打开 / 关闭文档"), ("Ctrl+I / E", "导入 / 导出"),
        ("Ctrl+P / Ctrl+Shift+P", "打印本表 / 打印全部，先看预览"), ("Ctrl+S（在预览里）", "存为 PDF"),
        ("Ctrl+Shift+S", "另存副本"), ("F1", "使用手册：说明光标所在的地方"), ("Ctrl+F1", "本页"),
    )),
)  # fmt: skip


class ShortcutsDialog(QDialog):
    """All keys on one page."""

    help_topic = "window#keys"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        helped(self)
        em = QFontMetrics(self.font()).height()
        page = QWidget(self)
        grid = QGridLayout(page)
        grid.setHorizontalSpacing(em * 2)
        grid.setVerticalSpacing(em // 3)
        grid.setColumnStretch(1, 1)
        quiet = muted(self.palette())
        line = 0
        for title, keys in KEYS:
            heading = QLabel(title, page)
            heading.setFont(scaled(self.font(), 1.0, self.font().Weight.Bold))
            heading.setContentsMargins(0, em // 2 if line else 0, 0, 0)
            grid.addWidget(heading, line, 0, 1, 2)
            for key, what in keys:
                line += 1
                name = QLabel(key, page)
                name.setPalette(quiet)
                grid.addWidget(name, line, 0)
                grid.addWidget(QLabel(what, page), line, 1)
            line += 1
        grid.setRowStretch(line, 1)
        area = QScrollArea(self)
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em, em, em, em)
        layout.addWidget(area)
        layout.addWidget(buttons(self, "", "关闭"))
        self.resize(em * 38, em * 40)


class AboutDialog(QDialog):
    """Name, version, what it is for."""

    help_topic = "index"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("zipingtong")
        except PackageNotFoundError:
            number = ""
        self.setWindowTitle("关于自评通")
        helped(self)
        em = QFontMetrics(self.font()).height()
        name = QLabel(f"自评通 {number}".strip(), self)
        name.setFont(scaled(self.font(), LARGE, self.font().Weight.Bold))
        told = QLabel(
            "部门整体支出绩效自评：数只填一次，表、比率、核对随之而成，彼此不会不一致。\n\n"
            "数据只存在本机的文件里，每一步自动保存，软件不联网。请勿处理涉密数据。\n\n"
            "以 MIT 许可证发布；界面使用 Qt（LGPL）。",
            self,
        )
        told.setWordWrap(True)
        told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em, em, em, em)
        layout.setSpacing(em)
        layout.addWidget(name)
        layout.addWidget(told)
        layout.addStretch(1)
        layout.addWidget(buttons(self, "", "关闭"))
        self.setMinimumWidth(em * 28)
