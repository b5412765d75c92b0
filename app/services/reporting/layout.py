"""Everything on a tab but its rows: heading, styles, widths, named table, charts, frozen panes and print set-up."""

from typing import Any, cast

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from app.models.people import Language
from app.services.reporting.cells import RISKY_STARTS, Stored, harmless
from app.services.reporting.charts import Drawing
from app.services.reporting.sheets import FORMATS, WIDTHS, Column, Kind, Sheet, headings

FACES: dict[Language, str] = {Language.CHINESE: "Microsoft YaHei", Language.ENGLISH: "Calibri"}
INK, FAINT, RULE = "1F2D3A", "6B7780", "D5DBE0"
A4 = 9
_CENTRED = {Kind.DATE, Kind.DATETIME, Kind.FLAG}


class ColumnStyle:
    """How the cells of one column look: an example for values, and one for text that must not read as a formula."""

    def __init__(self, kind: Kind, letter: str, plain: Cell, quoted: Cell) -> None:
        self.kind = kind
        self.letter = letter
        self._plain, self._quoted = plain, quoted
        # Openpyxl looks the number of a style up again at every question.
        self.plain_id, self.quoted_id = plain.style_id, quoted.style_id

    def cell(self, worksheet: Worksheet, value: Stored) -> Cell | None:
        """The value as a cell of openpyxl's own; the road without streaming."""
        if not isinstance(value, str):
            return None if value is None else self._styled(WriteOnlyCell(worksheet, value), self._plain)
        text = harmless(value)
        cell = self._styled(WriteOnlyCell(worksheet, text), self._quoted if text[0] in RISKY_STARTS else self._plain)
        cell.data_type = "s"
        return cell

    def _styled(self, cell: Any, example: Any) -> Cell:
        cell._style = example._style
        return cast(Cell, cell)


class Layout:
    """One tab being laid out: opened before its rows are written and closed when their number is known.

    The tab is openpyxl's write-only one, which offers this set-up as `Worksheet` does; its type stubs do not say so.
    """

    def __init__(self, worksheet: Worksheet, sheet: Sheet, language: Language) -> None:
        self.worksheet = worksheet
        self.sheet = sheet
        self.language = language
        self.face = FACES[language]
        self.headings = headings(sheet.columns, language)
        self.heading_row = sheet.heading_row
        self.first_row = self.heading_row + 1
        self.last_letter = get_column_letter(len(sheet.columns))
        self.styles = [self._style(number, column) for number, column in enumerate(sheet.columns, 1)]
        self.note_style = ColumnStyle(Kind.TEXT, "A", self._example(FAINT), self._example(FAINT, quoted=True))
        self._filter = AutoFilter(ref=self._reference(1))
        self._table = Table(displayName=sheet.table, ref=self._filter.ref, autoFilter=self._filter)
        self._drawing = Drawing(worksheet, sheet, self.heading_row, language)

    def open(self, book_title: str) -> None:
        """Set up the tab and write what stands above its rows."""
        self._set_up_view()
        self._set_up_print(book_title)
        self._add_table()
        self._drawing.place()
        if self.sheet.title is not None:
            self.worksheet.append(
                [self._text(self.sheet.title.of(self.language), Font(self.face, 16, True, color=INK))]
            )
            self.worksheet.row_dimensions[1].height = 28
            for line in self.sheet.lines:
                self.worksheet.append([self._text(line.of(self.language), Font(self.face, 10, color=FAINT))])
            self.worksheet.append([])
        self.worksheet.row_dimensions[self.heading_row].height = 32
        self.worksheet.append([self._heading(*pair) for pair in zip(self.headings, self.sheet.columns, strict=True)])

    def notes(self, count: int) -> tuple[int, list[list[str]]]:
        """The first row of the notes below `count` rows, and the notes as rows of one cell."""
        return self.first_row + max(count, 1) + 1, [[note.of(self.language)] for note in self.sheet.notes]

    def close(self, count: int) -> None:
        """Let table, filter and charts refer to the rows that were written."""
        self._table.ref = self._filter.ref = self._reference(count)
        self._drawing.refer(count)

    def _reference(self, count: int) -> str:
        # Excel repairs a table that has a heading and no row at all, so an empty one keeps a blank row.
        return f"A{self.heading_row}:{self.last_letter}{self.heading_row + max(count, 1)}"

    def _add_table(self) -> None:
        self._table.tableColumns = [TableColumn(id=number, name=text) for number, text in enumerate(self.headings, 1)]
        self._table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        self.worksheet.tables.add(self._table)

    def _set_up_view(self) -> None:
        titled = self.sheet.title is not None
        self.worksheet.sheet_view.showGridLines = not titled
        self.worksheet.freeze_panes = f"{'A' if titled else 'B'}{self.first_row}"
        for column, style in zip(self.sheet.columns, self.styles, strict=True):
            self.worksheet.column_dimensions[style.letter].width = column.width or WIDTHS[column.kind]

    def _set_up_print(self, book_title: str) -> None:
        worksheet = self.worksheet
        worksheet.page_setup.orientation = "landscape"
        worksheet.page_setup.paperSize = A4
        worksheet.page_setup.fitToHeight = 0
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        worksheet.print_title_rows = f"{self.heading_row}:{self.heading_row}"
        worksheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        footer = HeaderFooterItem()
        footer.left.text, footer.center.text, footer.right.text = book_title.replace("&", "&&"), "&P / &N", "&A"
        worksheet.HeaderFooter.oddFooter = footer

    def _style(self, number: int, column: Column) -> ColumnStyle:
        plain, quoted = (self._example(INK, FORMATS[column.kind], quoted=quoted) for quoted in (False, True))
        if column.kind in _CENTRED:
            plain.alignment = Alignment("center")
        return ColumnStyle(column.kind, get_column_letter(number), plain, quoted)

    def _example(self, colour: str, number_format: str = "General", *, quoted: bool = False) -> Cell:
        cell = WriteOnlyCell(self.worksheet)
        cell.font = Font(self.face, 10, color=colour)
        cell.number_format = number_format
        if quoted:
            cell.quotePrefix = True
        return cell

    def _text(self, text: str, font: Font) -> Cell:
        cell = WriteOnlyCell(self.worksheet, harmless(text))
        cell.data_type = "s"
        cell.font = font
        return cell

    def _heading(self, text: str, column: Column) -> Cell:
        cell = self._text(text, Font(self.face, 10, True, color="FFFFFF"))
        cell.fill = PatternFill("solid", start_color=INK)
        cell.border = Border(bottom=Side("thin", RULE))
        cell.alignment = Alignment("left" if column.kind is Kind.TEXT else "center", "center", wrap_text=True)
        return cell
