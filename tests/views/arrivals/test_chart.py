"""The arrivals chart: what it draws, what it says, and what the keys and the mouse do with it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTranslator
from PySide6.QtGui import QAccessible, QImage, QKeyEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QLabel
from pytestqt.qtbot import QtBot

from app.services.floor.arrivals import DayArrivals, Forecast, compare_with_naive, cut_day
from app.views.arrivals.chart import ArrivalsChart
from app.views.arrivals.look import Legend
from app.views.arrivals.plot import ArrivalsPlot
from app.views.theme import Mode, Theme

ROOT = Path(__file__).parents[3]
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
HOUR = timedelta(hours=1)


def arrivals(
    over: int = 20,
    *,
    each: int = 7,
    forecast: bool = True,
    day: date = MONDAY,
    zone: ZoneInfo = SHANGHAI,
    minutes: int = 30,
) -> DayArrivals:
    """A day of half hours: as many over, so many arrivals in each, ten expected."""
    intervals = cut_day(day, zone, minutes)
    length = len(intervals)
    counts = np.full(over, each)
    expected = Forecast(np.full(length, 10.0), np.full(length, 6.5), np.full(length, 14.0)) if forecast else None
    accuracy = compare_with_naive(counts, expected, np.full(length, 12.0)) if expected else None
    return DayArrivals(intervals, counts, 100 + np.arange(over), expected, accuracy)


def at(hours: float) -> datetime:
    """An instant of the Monday in Shanghai."""
    return datetime(2026, 3, 1, 16, tzinfo=UTC) + hours * HOUR


@pytest.fixture
def chart(qtbot: QtBot) -> ArrivalsChart:
    """An empty chart on the screen."""
    made = ArrivalsChart()
    qtbot.addWidget(made)
    made.resize(800, 320)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def shown(chart: ArrivalsChart) -> ArrivalsChart:
    """A chart at ten o'clock of a day with a forecast."""
    chart.show_day(arrivals(), now=at(10))
    return chart


def plot_of(chart: ArrivalsChart) -> ArrivalsPlot:
    """The diagrams of a chart that shows a day."""
    found = chart.findChild(ArrivalsPlot)
    assert isinstance(found, ArrivalsPlot)
    return found


def picture(chart: ArrivalsChart) -> QImage:
    """The diagrams as they look now."""
    image: QImage = plot_of(chart).grab().toImage()
    return image


def texts(chart: ArrivalsChart) -> list[str]:
    """The words inside the diagrams that can be seen."""
    items = plot_of(chart).scene().items()
    return [item.text() for item in items if isinstance(item, QGraphicsSimpleTextItem) and item.isVisible()]


def hours(chart: ArrivalsChart) -> list[tuple[float, str]]:
    """What is written on the time axis: hours since midnight and words."""
    ticks: list[tuple[float, str]] = plot_of(chart).below.plot.getAxis("bottom")._tickLevels[0]
    return ticks


class Quoted(QTranslator):
    """A language whose every text is the English one in quotation marks."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"«{source}»"

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


@pytest.fixture
def another_language(qapp: QCoreApplication) -> Iterator[Callable[[], None]]:
    """A switch to another language, in English again after the test."""
    translator = Quoted()

    def switch() -> None:
        qapp.installTranslator(translator)

    yield switch
    qapp.removeTranslator(translator)


def test_an_empty_chart_says_what_it_waits_for(chart: ArrivalsChart) -> None:
    assert chart.words == "The arrivals are being counted."


def test_a_window_with_an_empty_chart_opens_without_pyqtgraph_and_numpy() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; from app.views.arrivals.chart import ArrivalsChart;"
        "application = QApplication([]); chart = ArrivalsChart(); chart.show();"
        "sys.exit(bool({'pyqtgraph', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_day_is_said_in_words(shown: ArrivalsChart) -> None:
    assert shown.words.replace("\N{NO-BREAK SPACE}", " ") == (
        "140 arrivals · 200 expected so far, 280 still to come · backlog 119"
        " · forecast off by 3.0 an interval, last week by 5.0"
    )


def test_without_a_forecast_the_chart_says_why(chart: ArrivalsChart) -> None:
    chart.show_day(arrivals(forecast=False), now=at(10))
    assert "no forecast until a day like this one was recorded from midnight to midnight" in chart.words
    without = picture(chart)
    chart.show_day(arrivals(), now=at(10))
    assert picture(chart) != without


def test_a_day_that_has_just_begun_is_shown(chart: ArrivalsChart) -> None:
    chart.show_day(arrivals(0, forecast=False), now=at(0))
    assert chart.words.startswith("0 arrivals")
    begun = picture(chart)
    chart.show_day(arrivals(1, forecast=False), now=at(0))
    assert picture(chart) != begun, "a single value can be seen"


def test_the_arrow_keys_read_the_intervals_out(shown: ArrivalsChart, qtbot: QtBot) -> None:
    QTest.keyClick(shown, Qt.Key.Key_Right)
    said = shown.words.replace("\N{NO-BREAK SPACE}", " ")
    assert said == "09:30–10:00 · 7 arrivals · 10 expected, usually 6.5 to 14 · backlog 119"
    QTest.keyClick(shown, Qt.Key.Key_Right)
    assert shown.words.replace("\N{NO-BREAK SPACE}", " ") == "10:00–10:30 · 10 expected, usually 6.5 to 14"


@pytest.mark.parametrize(
    ("keys", "interval"),
    [
        (["Left"], 19),
        (["Right", "Right"], 20),
        (["Right", "Left", "Left"], 17),
        (["Right", "Ctrl+Right"], 21),
        (["Right", "Ctrl+Left"], 17),
        (["Home"], 0),
        (["Home", "Left"], 0),
        (["End"], 47),
        (["End", "Right"], 47),
        (["Home", "Esc"], None),
    ],
)
def test_the_keys_move_the_cursor(shown: ArrivalsChart, qtbot: QtBot, keys: list[str], interval: int | None) -> None:
    for key in keys:
        QTest.keySequence(shown, key)
    assert shown.cursor_interval == interval


def test_escape_is_left_to_others_when_there_is_no_cursor(shown: ArrivalsChart) -> None:
    shown.move_cursor(3)
    taken = []
    for _ in range(2):
        escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        shown.keyPressEvent(escape)
        taken.append(escape.isAccepted())
    assert taken == [True, False]


def test_the_mouse_reads_the_interval_out_under_it(shown: ArrivalsChart, qtbot: QtBot) -> None:
    plot = plot_of(shown)
    box = plot.above.plot.vb
    middle = box.mapViewToScene(box.viewRect().center())
    QTest.mouseMove(plot.viewport(), plot.mapFromScene(middle) + QPoint(2, 0))
    qtbot.waitUntil(lambda: shown.cursor_interval == 24)
    plot.pointed.emit(-1)
    assert shown.cursor_interval is None


def test_the_cursor_stays_while_the_day_goes_on_and_leaves_with_it(shown: ArrivalsChart) -> None:
    shown.move_cursor(19)
    shown.show_day(arrivals(22, each=8), now=at(11))
    assert shown.cursor_interval == 19
    assert "8 arrivals" in shown.words
    shown.show_day(arrivals(1, day=MONDAY + timedelta(days=1)), now=at(24.5))
    assert shown.cursor_interval is None


def test_the_cursor_leaves_when_the_day_is_cut_otherwise(shown: ArrivalsChart) -> None:
    shown.move_cursor(19)
    shown.show_day(arrivals(40, minutes=15), now=at(10))
    assert shown.cursor_interval is None
    assert "Arrivals per 15 minutes" in texts(shown)


def test_what_is_said_is_the_accessible_description(shown: ArrivalsChart, qtbot: QtBot) -> None:
    QTest.keyClick(shown, Qt.Key.Key_Home)
    described = QAccessible.queryAccessibleInterface(shown)
    assert described.text(QAccessible.Text.Name) == "Arrivals against the forecast"
    assert described.text(QAccessible.Text.Description) == shown.words


def test_the_axes_stand_still_until_a_value_leaves_them(shown: ArrivalsChart) -> None:
    diagram = plot_of(shown).above
    before = diagram.top
    shown.show_day(arrivals(21, each=8), now=at(10.5))
    assert diagram.top == before
    shown.show_day(arrivals(22, each=900), now=at(11))
    assert diagram.top >= 900
    shown.show_day(arrivals(22), now=at(11))
    assert diagram.top == before, "a scale for 900 would flatten what is usual"


@pytest.mark.parametrize("each", [0, 1, 3, 26, 999, 40_000])
@pytest.mark.parametrize("size", [(300, 220), (800, 320), (1600, 900)])
def test_the_axis_has_a_few_whole_numbers(chart: ArrivalsChart, qtbot: QtBot, each: int, size: tuple[int, int]) -> None:
    chart.resize(*size)
    chart.show_day(arrivals(each=each), now=at(10))
    qtbot.waitUntil(lambda: plot_of(chart).width() > size[0] - 40)
    for diagram in (plot_of(chart).above, plot_of(chart).below):
        values = [value for value, _ in diagram.plot.getAxis("left")._tickLevels[0]]
        assert 2 <= len(values) <= 26
        assert all(float(value).is_integer() for value in values)
        assert len(set(np.diff(values))) == 1


def test_the_now_line_moves(shown: ArrivalsChart) -> None:
    before = picture(shown)
    shown.move_now(at(16))
    assert picture(shown) != before


def test_activations_are_marked_also_when_they_are_known_first(chart: ArrivalsChart) -> None:
    chart.show_activations([(at(9), "Tier 1"), (at(9.5), "Tier 2")])
    chart.show_day(arrivals(), now=at(10))
    assert {"▲ Tier 1", "▲ Tier 2"} <= set(texts(chart))
    chart.show_activations([])
    assert not [text for text in texts(chart) if text.startswith("▲")]


def test_words_of_neighbouring_activations_do_not_cover_each_other(chart: ArrivalsChart, qtbot: QtBot) -> None:
    chart.show_day(arrivals(), now=at(10))
    chart.show_activations([(at(hour), f"Tier {hour}") for hour in (0, 0.5, 9, 9.1, 23.9)])
    qtbot.waitUntil(lambda: plot_of(chart).above.plot.vb.width() > 700)
    chart.show_day(arrivals(each=400), now=at(10))  # the axis moves under them
    picture(chart)  # brings the transformations of the items up to date
    items = plot_of(chart).scene().items()
    words = [item for item in items if isinstance(item, QGraphicsSimpleTextItem) and item.isVisible()]
    places = [item.deviceTransform(plot_of(chart).viewportTransform()).mapRect(item.boundingRect()) for item in words]
    assert len(places) == 7
    assert not [(one, other) for one in places for other in places if one is not other and one.intersects(other)]
    assert all(plot_of(chart).viewport().rect().toRectF().contains(place) for place in places)
    upper = plot_of(chart).above.plot.vb.height() / 2
    assert all(place.bottom() < upper for place, word in zip(places, words, strict=True) if "▲" in word.text())


def test_a_repeated_hour_is_written_twice(chart: ArrivalsChart, qtbot: QtBot) -> None:
    chart.resize(1900, 320)
    chart.show_day(arrivals(day=date(2026, 10, 25), zone=BERLIN), now=at(10))
    qtbot.waitUntil(lambda: [tick for tick in hours(chart) if tick[1] == "02:00"] == [(2, "02:00"), (3, "02:00")])
    assert hours(chart)[-1] == (25, "00:00")


def test_a_narrow_time_axis_has_fewer_words(shown: ArrivalsChart, qtbot: QtBot) -> None:
    wide = len(hours(shown))
    shown.resize(320, 240)
    qtbot.waitUntil(lambda: len(hours(shown)) < wide)


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_colours_are_those_of_the_palette(shown: ArrivalsChart, theme: Theme, mode: Mode) -> None:
    theme.switch(mode)
    image = picture(shown)
    assert image.pixelColor(1, 1) == shown.palette().color(QPalette.ColorRole.Base)
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width()) for y in range(0, image.height(), 2)}
    assert shown.palette().color(QPalette.ColorRole.Text).name() in seen, "arrivals and words stand out"


def test_a_chart_that_was_switched_looks_like_one_made_in_the_theme(
    shown: ArrivalsChart, theme: Theme, qtbot: QtBot
) -> None:
    theme.switch(Mode.DARK)
    made = ArrivalsChart()
    qtbot.addWidget(made)
    made.resize(shown.size())
    with qtbot.waitExposed(made):
        made.show()
    made.show_day(arrivals(), now=at(10))
    for each in (made, shown):
        each.clearFocus()
    qtbot.waitUntil(lambda: made.grab().toImage() == shown.grab().toImage())


def test_every_text_follows_the_language(
    shown: ArrivalsChart, another_language: Callable[[], None], qtbot: QtBot
) -> None:
    another_language()
    qtbot.waitUntil(lambda: shown.words.startswith("«140 arrivals»"))
    assert shown.accessibleName() == "«Arrivals against the forecast»"
    assert set(texts(shown)) == {"«Arrivals per 30 minutes»", "«Backlog»"}


@pytest.mark.parametrize("width", [300, 420, 900])
def test_no_words_are_cut_off(shown: ArrivalsChart, qtbot: QtBot, width: int) -> None:
    shown.resize(width, 320)
    label, legend = shown.findChild(QLabel), shown.findChild(Legend)
    assert isinstance(label, QLabel)
    assert isinstance(legend, Legend)
    qtbot.waitUntil(lambda: label.width() > width - 40 and label.height() >= label.heightForWidth(label.width()))
    assert legend.height() >= legend.heightForWidth(legend.width())


def test_a_narrow_legend_takes_more_lines(shown: ArrivalsChart) -> None:
    legend = shown.findChild(Legend)
    assert isinstance(legend, Legend)
    heights = [legend.heightForWidth(width) for width in (1000, 250, 100)]
    assert heights == sorted(heights)
    assert heights[0] < heights[-1]
