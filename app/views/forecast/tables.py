"""The tables of the forecast: how good it was for each queue, what it really missed, its parts, and its versions."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from app.services.staffing.forecast.missed import MissedRow
from app.services.staffing.forecast.present import AccuracyRow, VersionRow
from app.services.staffing.forecast.split import PartRow
from app.views.forecast.words import (
    CONTEXT,
    ahead_word,
    counted_word,
    error,
    made_word,
    model_word,
    part_word,
    queue_word,
)
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, date_and_time, date_word, locale, number
from app.views.table.column import RIGHT, Column, Moment, Records, figures_of, words_of
from app.views.table.model import TableModel
from app.views.theme import Mark

_ACCURACY, _VERSIONS = "application/x-floorwatch-accuracy", "application/x-floorwatch-versions"
_MISSED, _PARTS = "application/x-floorwatch-missed", "application/x-floorwatch-parts"
_TOMORROW, _WEEK = 1, 7
_LAST = 9.99


def forecast_rows(rows: Sequence[AccuracyRow | VersionRow | MissedRow | PartRow]) -> Records:
    """Put rows into one of the tables."""
    return Records(rows, _named, lambda row: row.id)


def _named(row: AccuracyRow | VersionRow | MissedRow | PartRow) -> str:
    if isinstance(row, PartRow):
        return part_word(row)
    return ahead_word(row.ahead) if isinstance(row, MissedRow) else queue_word(row.queue)


def accuracy_table(moment: Moment, parent: QObject) -> TableModel:
    """Make the table of errors, empty as yet."""
    return TableModel(_ACCURACY_COLUMNS, Records(), moment, context=CONTEXT, mime_type=_ACCURACY, parent=parent)


def version_table(moment: Moment, parent: QObject) -> TableModel:
    """Make the table of versions, empty as yet."""
    return TableModel(_VERSION_COLUMNS, Records(), moment, context=CONTEXT, mime_type=_VERSIONS, parent=parent)


def missed_table(moment: Moment, parent: QObject) -> TableModel:
    """Make the table of what published versions missed, empty as yet."""
    return TableModel(_MISSED_COLUMNS, Records(), moment, context=CONTEXT, mime_type=_MISSED, parent=parent)


def part_table(moment: Moment, parent: QObject) -> TableModel:
    """Make the table of the forecast's parts, empty as yet."""
    return TableModel(_PART_COLUMNS, Records(), moment, context=CONTEXT, mime_type=_PARTS, parent=parent)


def _used(row: AccuracyRow) -> str:
    return model_word(row.chosen[_TOMORROW])


def _off(row: AccuracyRow, lead: int) -> float | None:
    return row.wapes[lead].get(row.chosen[lead])


def _is_worse(row: AccuracyRow) -> bool:
    """Say whether repeating last week would have been better."""
    ours, naive = _off(row, _TOMORROW), row.wapes[_TOMORROW].get("naive")
    return ours is not None and naive is not None and ours > naive


def _tip(rows: Records, slot: int, moment: Moment) -> str:
    """Say all that the columns leave out: every model at both leads, and the intervals."""
    row: Any = rows.rows[slot]
    said = [f"{queue_word(row.queue)} · {counted_word(row.counted)}"]
    for lead, head in (
        (_TOMORROW, Sentence(CONTEXT, "A day ahead:")),
        (_WEEK, Sentence(CONTEXT, "A week ahead:")),
    ):
        errors = (f"{model_word(name)} {error(each)}" for name, each in row.wapes[lead].items())
        said.append(f"{head} {' · '.join(errors)}")
    said.append(
        str(
            Sentence(
                CONTEXT,
                "Intervals of 15 minutes with {mean} each: off by {chosen}, last week repeated {naive}, chance {floor}",
                mean="–" if row.per_interval is None else locale().toString(row.per_interval, "f", 1),
                chosen=error(row.interval["chosen"]),
                naive=error(row.interval["naive"]),
                floor=error(row.interval["floor"]),
            )
        )
    )
    said.append(str(Sentence(CONTEXT, "Judged on {days} days that it had not seen.", days=number(row.judged))))
    return "\n".join(said)


def _errors(
    key: str, title: str, width: int, of: Callable[[Any], float | None], tip: Callable[..., str] | None = _tip
) -> Column:
    def order(row: Any) -> float:
        figure = of(row)
        return _LAST if figure is None else figure

    return figures_of(key, title, width, lambda row, moment: error(of(row)), order, alignment=RIGHT, tip=tip)


def _beaten(
    key: str, title: str, width: int, ours: Callable[[Any], float | None], naive: Callable[[Any], float | None]
) -> Column:
    """Make the column of an error that is marked where repeating last week was better."""

    def worse(row: Any) -> bool:
        off, repeated = ours(row), naive(row)
        return off is not None and repeated is not None and off > repeated

    return figures_of(
        key,
        title,
        width,
        lambda row, moment: ("▲ " if worse(row) else "") + error(ours(row)),
        lambda row: _LAST if (off := ours(row)) is None else off,
        alignment=RIGHT,
        mark=lambda rows, slot, moment: Mark.SOON if worse(rows.rows[slot]) else None,
    )


def _amount(key: str, title: str, width: int, of: Callable[[Any], float]) -> Column:
    return figures_of(key, title, width, lambda row, moment: number(round(of(row))), of, alignment=RIGHT)


def _model(name: str) -> Callable[[AccuracyRow], float | None]:
    return lambda row: row.wapes[_TOMORROW].get(name)


_ACCURACY_COLUMNS = (
    words_of("queue", QT_TRANSLATE_NOOP("Forecast", "Queue"), 14, lambda row: queue_word(row.queue), tip=_tip),
    words_of("counted", QT_TRANSLATE_NOOP("Forecast", "Counted"), 11, lambda row: counted_word(row.counted)),
    words_of("used", QT_TRANSLATE_NOOP("Forecast", "Used"), 15, _used, tip=_tip),
    figures_of(
        "off",
        QT_TRANSLATE_NOOP("Forecast", "Off by"),
        9,
        lambda row, moment: ("▲ " if _is_worse(row) else "") + error(_off(row, _TOMORROW)),
        lambda row: _off(row, _TOMORROW) or 0.0,
        alignment=RIGHT,
        mark=lambda rows, slot, moment: Mark.SOON if _is_worse(rows.rows[slot]) else None,
        tip=_tip,
    ),
    _errors("naive", QT_TRANSLATE_NOOP("Forecast", "Last week"), 10, _model("naive")),
    _errors("floor", QT_TRANSLATE_NOOP("Forecast", "Chance"), 9, lambda row: row.floor),
    _errors("week", QT_TRANSLATE_NOOP("Forecast", "A week ahead"), 12, lambda row: _off(row, _WEEK)),
    _errors("average", QT_TRANSLATE_NOOP("Forecast", "Same weekdays"), 13, _model("average")),
    _errors("holt_winters", QT_TRANSLATE_NOOP("Forecast", "Holt-Winters"), 12, _model("holt_winters")),
    _errors("regression", QT_TRANSLATE_NOOP("Forecast", "Regression"), 11, _model("regression")),
    _errors("combined", QT_TRANSLATE_NOOP("Forecast", "All together"), 11, _model("combined")),
    _errors("interval", QT_TRANSLATE_NOOP("Forecast", "Quarter-hours"), 13, lambda row: row.interval["chosen"]),
)
_VERSION_COLUMNS = (
    figures_of(
        "made",
        QT_TRANSLATE_NOOP("Forecast", "Made"),
        17,
        lambda row, moment: date_and_time(row.made_at, moment.zone),
        lambda row: -row.id,
    ),
    words_of("made_as", QT_TRANSLATE_NOOP("Forecast", "Kind"), 13, lambda row: made_word(row.kind)),
    words_of("queue", QT_TRANSLATE_NOOP("Forecast", "Queue"), 14, lambda row: queue_word(row.queue)),
    words_of("counted", QT_TRANSLATE_NOOP("Forecast", "Counted"), 11, lambda row: counted_word(row.counted)),
    figures_of(
        "first",
        QT_TRANSLATE_NOOP("Forecast", "First day"),
        11,
        lambda row, moment: date_word(row.first_day),
        lambda row: row.first_day.toordinal(),
    ),
    figures_of(
        "days",
        QT_TRANSLATE_NOOP("Forecast", "Days"),
        6,
        lambda row, moment: number(row.days),
        lambda row: row.days,
        alignment=RIGHT,
    ),
    words_of("model", QT_TRANSLATE_NOOP("Forecast", "Model"), 14, lambda row: model_word(row.model)),
    figures_of(
        "total",
        QT_TRANSLATE_NOOP("Forecast", "That day"),
        10,
        lambda row, moment: number(round(row.total)),
        lambda row: row.total,
        alignment=RIGHT,
    ),
)
_MISSED_COLUMNS = (
    figures_of(
        "ahead",
        QT_TRANSLATE_NOOP("Forecast", "Days ahead"),
        14,
        lambda row, moment: ahead_word(row.ahead),
        lambda row: row.ahead[0],
    ),
    _beaten(
        "off_7",
        QT_TRANSLATE_NOOP("Forecast", "Off in 7 days"),
        13,
        lambda row: row.lately[7].error,
        lambda row: row.lately[7].naive,
    ),
    _errors("naive_7", QT_TRANSLATE_NOOP("Forecast", "Last week"), 10, lambda row: row.lately[7].naive, None),
    _amount("days_7", QT_TRANSLATE_NOOP("Forecast", "Days judged"), 11, lambda row: row.lately[7].days),
    _beaten(
        "off_28",
        QT_TRANSLATE_NOOP("Forecast", "Off in 28 days"),
        13,
        lambda row: row.lately[28].error,
        lambda row: row.lately[28].naive,
    ),
    _errors("naive_28", QT_TRANSLATE_NOOP("Forecast", "Last week"), 10, lambda row: row.lately[28].naive, None),
    _amount("days_28", QT_TRANSLATE_NOOP("Forecast", "Days judged"), 11, lambda row: row.lately[28].days),
)
_PART_COLUMNS = (
    words_of("part", QT_TRANSLATE_NOOP("Forecast", "Part"), 22, part_word),
    _amount("first", QT_TRANSLATE_NOOP("Forecast", "Today"), 9, lambda row: row.first),
    _amount("week", QT_TRANSLATE_NOOP("Forecast", "Next 7 days"), 11, lambda row: row.week),
    _amount("all", QT_TRANSLATE_NOOP("Forecast", "All days ahead"), 13, lambda row: row.all),
    _amount("came", QT_TRANSLATE_NOOP("Forecast", "Came in 7 days"), 13, lambda row: row.came),
    _beaten("off", QT_TRANSLATE_NOOP("Forecast", "Off by"), 9, lambda row: row.error, lambda row: row.naive),
    _errors("naive", QT_TRANSLATE_NOOP("Forecast", "Last week"), 10, lambda row: row.naive, None),
)
