"""Native charts beside a table: placed before the rows are written, referred to their cells afterwards."""

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.axis import ChartLines, _BaseAxis
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from app.models.people import Language
from app.services.reporting.sheets import FORMATS, Chart, Kind, Sheet

WIDTH, HEIGHT, TALL = 22, 9, 12  # centimetres; tall leaves each of many bars its name
ROWS_EACH = 18  # rows of ordinary height that one chart and the gap below it cover
GRID, INK = "E3E7EA", "3A4652"
_ON_AXIS = {Kind.DATE: "m/d", Kind.PERCENT: "0%"}


class Drawing:
    """The charts of one tab, stacked to the right of its table."""

    def __init__(self, worksheet: Worksheet, sheet: Sheet, heading_row: int, language: Language) -> None:
        self._worksheet = worksheet
        self._sheet = sheet
        self._heading_row = heading_row
        self._numbers = {column.key: number for number, column in enumerate(sheet.columns, 1)}
        self._drawn = [(chart, self._empty(chart, language)) for chart in sheet.charts]

    def place(self) -> None:
        """Hang the charts on the tab; openpyxl writes their contents after all rows."""
        letter = get_column_letter(len(self._sheet.columns) + 2)
        for number, (_, drawn) in enumerate(self._drawn):
            self._worksheet.add_chart(drawn, f"{letter}{self._heading_row + number * ROWS_EACH}")

    def refer(self, count: int) -> None:
        """Point every series at its heading and at the first of `count` rows below it."""
        for chart, drawn in self._drawn:
            last_row = self._heading_row + max(1, min(count, chart.limit))
            drawn.series = [
                self._series(number, chart, series.key, series.colour, last_row)
                for number, series in enumerate(chart.series)
            ]

    def _empty(self, chart: Chart, language: Language) -> BarChart | LineChart:
        drawn: BarChart | LineChart = LineChart() if chart.shape == "line" else BarChart()
        drawn.width, drawn.height = WIDTH, HEIGHT
        drawn.title = _title(chart.title.of(language))
        # The title names a single series already.
        drawn.legend = Legend(legendPos="b", overlay=False) if len(chart.series) > 1 else None
        kind = self._kind(chart.series[0].key)
        drawn.y_axis.number_format = _ON_AXIS.get(kind, FORMATS[kind])
        drawn.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=GRID)))
        if kind is Kind.PERCENT:
            drawn.y_axis.scaling.min, drawn.y_axis.scaling.max = 0, 1
        kind = self._kind(chart.categories)
        drawn.x_axis.number_format = _ON_AXIS.get(kind, FORMATS[kind])
        for axis in (drawn.x_axis, drawn.y_axis):
            _draw(axis)
        if isinstance(drawn, BarChart):
            _stand(drawn, chart)
        return drawn

    def _series(self, number: int, chart: Chart, key: str, colour: str, last_row: int) -> Series:
        label = SeriesLabel(strRef=StrRef(self._cells(key, self._heading_row, self._heading_row)))
        series = Series(idx=number, order=number, tx=label)
        series.val = NumDataSource(numRef=NumRef(f=self._cells(key, self._heading_row + 1, last_row)))
        cells = self._cells(chart.categories, self._heading_row + 1, last_row)
        textual = self._kind(chart.categories) is Kind.TEXT
        series.cat = AxDataSource(strRef=StrRef(f=cells)) if textual else AxDataSource(numRef=NumRef(f=cells))
        if chart.shape == "line":
            series.spPr = GraphicalProperties(ln=LineProperties(solidFill=colour, w=22_000))
            series.smooth = False
        else:
            series.spPr = GraphicalProperties(solidFill=colour)
        return series

    def _cells(self, key: str, first: int, last: int) -> str:
        letter = get_column_letter(self._numbers[key])
        end = f":${letter}${last}" if last > first else ""
        return f"{quote_sheetname(self._worksheet.title)}!${letter}${first}{end}"

    def _kind(self, key: str) -> Kind:
        return self._sheet.columns[self._numbers[key] - 1].kind


def _title(text: str) -> Title:
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=1200, b=True, solidFill=INK))
    run = RegularTextRun(rPr=CharacterProperties(sz=1200, b=True, solidFill=INK), t=text)
    text_body = RichText(p=[Paragraph(pPr=properties, r=[run])])
    # Without an explicit "no", Excel lays the title over the plot.
    return Title(tx=Text(rich=text_body), overlay=False)


def _draw(axis: _BaseAxis) -> None:
    # Axes that are not explicitly kept are missing in current Excel.
    axis.delete = False
    axis.majorTickMark = "none"
    axis.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=900, solidFill=INK))
    axis.txPr = RichText(p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties(sz=900))])


def _stand(drawn: BarChart, chart: Chart) -> None:
    drawn.type = "bar" if chart.shape == "bars" else "col"
    drawn.gapWidth = 60
    if chart.shape == "bars":
        drawn.height = TALL
        drawn.x_axis.tickLblSkip = 1
        # Bars run from the bottom; the first row of the table belongs on top.
        drawn.x_axis.scaling.orientation = "maxMin"
        drawn.y_axis.crosses = "max"
    if chart.stacked:
        drawn.grouping, drawn.overlap = "stacked", 100
    elif chart.shape == "columns":
        drawn.dataLabels = DataLabelList(
            showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
        )
