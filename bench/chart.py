"""What a frame of the live arrivals chart costs, against pyqtgraph used the way its examples show."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from statistics import median
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from bench.report import Case, main

MINUTES = 1
SIZE = (1000, 400)
# The day runs from its first to its last minute; every twentieth frame is measured on both sides.
EVERY = 20
WARM_UP = 3


def cases() -> Iterator[Case]:
    """Yield how many of our frames fit into one of theirs: 1,440 minutes of three lines and a band, one more each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    days = list(growing_day())
    sides = [show_day(), obvious()]
    for found in days[:WARM_UP]:
        for side in sides:
            side(found)
        application.processEvents()  # until then nothing has its final size
    pairs = [[duration(side, found) for side in sides] for found in days]
    yield Case(
        bench="chart",
        case="frame_vs_pyqtgraph",
        ratio=median(theirs / ours for ours, theirs in pairs),
        against="pyqtgraph: PlotWidget, three PlotDataItems with setData and a FillBetweenItem",
    )


def growing_day() -> Iterator[Any]:
    """Yield a day of which one more interval is over each time; the forecast is that of its beginning."""
    from app.services.floor.arrivals import DayArrivals, cut_day, seasonal_average

    chance = np.random.default_rng(3)
    intervals = cut_day(date(2026, 3, 2), ZoneInfo("UTC"), MINUTES)
    usual = 20 + 15 * np.sin(intervals.slots / len(intervals) * 2 * np.pi - 1.5)
    history = chance.poisson(usual, (8, len(intervals))).astype(np.float64)
    counts = chance.poisson(usual)
    backlog = 300 + np.cumsum(chance.integers(-3, 4, len(intervals)))
    forecast = seasonal_average(history, 15)
    for over in range(1, len(intervals) + 1, EVERY):
        yield DayArrivals(intervals, counts[:over], backlog[:over], forecast, None)


def show_day() -> Callable[[Any], None]:
    """Our chart."""
    from app.views.arrivals.chart import ArrivalsChart

    chart = ArrivalsChart()
    chart.resize(*SIZE)
    chart.show()

    def frame(found: Any) -> None:
        now = datetime.fromtimestamp(int(found.intervals.edges[len(found.counts)]), UTC)
        chart.show_day(found, now=now)
        chart.grab()

    return frame


def obvious() -> Callable[[Any], None]:
    """The same lines and band as pyqtgraph's examples draw them; the forecast is drawn once, as ours is."""
    import pyqtgraph as pg
    from PySide6.QtCore import Qt

    widget = pg.PlotWidget(axisItems={"bottom": pg.DateAxisItem()})
    widget.resize(*SIZE)
    widget.addLegend()
    widget.showGrid(x=True, y=True)
    arrivals = widget.plot(pen="w", name="Arrivals")
    backlog = widget.plot(pen="m", name="Backlog")
    expected = widget.plot(pen=pg.mkPen("b", style=Qt.PenStyle.DashLine), name="Forecast")
    low, high = widget.plot(pen=None), widget.plot(pen=None)
    widget.addItem(pg.FillBetweenItem(low, high, brush=(80, 120, 255, 60)))
    widget.show()
    drawn: list[Any] = []

    def frame(found: Any) -> None:
        starts, over = found.intervals.edges[:-1], len(found.counts)
        if drawn[-1:] != [found.forecast]:
            drawn.append(found.forecast)
            for curve, values in (
                (expected, found.forecast.mean),
                (low, found.forecast.low),
                (high, found.forecast.high),
            ):
                curve.setData(starts, values)
        arrivals.setData(starts[:over], found.counts)
        backlog.setData(starts[:over], found.backlog)
        widget.grab()

    return frame


def duration(side: Callable[[Any], None], found: Any) -> float:
    """Return the seconds that a frame took."""
    begin = perf_counter()
    side(found)
    return perf_counter() - begin


if __name__ == "__main__":
    main(cases)
