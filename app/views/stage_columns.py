"""The stages of a period as a table: what each took, where work changed hands or came back, and what waits in it."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QObject

from app.services.reporting.stage_times import Spread, StageTimes
from app.views import ticket_words as words
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, duration, listed, number, percent
from app.views.seat import ROLES
from app.views.table.column import RIGHT, Column, Moment, Records, figures_of, words_of
from app.views.table.model import TableModel
from app.views.theme import Mark

CONTEXT = "StageTimes"
_STAGES = "application/x-floorwatch-stages"
# More of the decided limits than this are a reason to look.
_MANY_LATE = 0.1


def stage_table(rows: Sequence[StageTimes] = ()) -> Records:
    """Put a reading into a table, in its order."""
    return Records(rows, lambda row: row.group)


def stage_model(moment: Moment, parent: QObject | None = None) -> TableModel:
    """Make the table, empty as yet."""
    return TableModel(_COLUMNS, stage_table(), moment, context=CONTEXT, mime_type=_STAGES, parent=parent)


def _time(seconds: int) -> str:
    return words.span_in_words(timedelta(seconds=seconds))


def _spread(spread: Spread | None) -> str:
    return " / ".join(f"{each // 3_600}:{each // 60 % 60:02}" for each in spread) if spread else "–"


def _limits(row: StageTimes) -> str:
    return " / ".join(words.time(*limit) for limit in row.limits) or "–"


def _roles(row: StageTimes) -> str:
    return listed(str(ROLES[role]) for role in row.roles) or "–"


def _late(row: StageTimes, moment: Moment) -> str:
    if row.late_share is None:
        return "–"
    return ("▲ " if row.late_share > _MANY_LATE else "") + percent(row.late_share)


def _late_mark(rows: Records, slot: int, moment: Moment) -> Mark | None:
    share = rows.rows[slot].late_share
    return Mark.LATE if share is not None and share > _MANY_LATE else None


def _oldest(row: StageTimes, moment: Moment) -> str:
    return duration(moment.now - row.oldest_since) if row.oldest_since else "–"


def _whole(rows: Records, slot: int, moment: Moment) -> str:
    """Say of a row what its columns leave out."""
    row = rows.rows[slot]
    lines = [
        Sentence(CONTEXT, "Answers for it: {roles} · limit: {limits}", roles=_roles(row), limits=_limits(row)),
        Sentence(
            CONTEXT,
            "Entered {entered} ×, left {left} ×; of {decided} limits that were met or passed, {late} had passed",
            entered=number(row.entered),
            left=number(row.left),
            decided=number(row.decided),
            late=number(row.late),
        ),
    ]
    lines.append(
        Sentence(
            CONTEXT,
            "Went from one owner to another {people} ×, came from a stage of another role {roles} ×, was sent back to "
            "it {back} ×",
            people=number(row.hand_overs),
            roles=number(row.role_changes),
            back=number(row.sent_back),
        )
    )
    if row.opening and row.natural:
        lines.append(
            Sentence(
                CONTEXT,
                "Half took no longer than {half} of opening hours ({half_natural} round the clock), nine in ten no "
                "longer than {most} ({most_natural})",
                half=_time(row.opening.half),
                half_natural=_time(row.natural.half),
                most=_time(row.opening.most),
                most_natural=_time(row.natural.most),
            )
        )
    head = " · ".join(filter(None, (row.group, words.stage(row.stage))))
    return "\n".join([head, *map(str, lines)])


_COLUMNS = (
    words_of("group", QT_TRANSLATE_NOOP("StageTimes", "Of"), 15, lambda row: row.group or "–", tip=_whole),
    Column(
        "stage",
        QT_TRANSLATE_NOOP("StageTimes", "Stage"),
        13,
        lambda rows, slot, moment: words.stage(rows.rows[slot].stage),
        # As the policy has them.
        lambda rows: rows.ids,
        tip=_whole,
    ),
    words_of("role", QT_TRANSLATE_NOOP("StageTimes", "Answers for it"), 12, _roles, tip=_whole),
    words_of("limit", QT_TRANSLATE_NOOP("StageTimes", "Limit"), 18, _limits, tip=_whole),
    figures_of(
        "entered",
        QT_TRANSLATE_NOOP("StageTimes", "Entered"),
        7,
        lambda row, moment: number(row.entered),
        lambda row: -row.entered,
        alignment=RIGHT,
        tip=_whole,
    ),
    figures_of(
        "opening",
        QT_TRANSLATE_NOOP("StageTimes", "Median / P90, open"),
        15,
        lambda row, moment: _spread(row.opening),
        lambda row: -(row.opening.half if row.opening else -1),
        alignment=RIGHT,
        tip=_whole,
    ),
    figures_of(
        "natural",
        QT_TRANSLATE_NOOP("StageTimes", "Median / P90, 24 h"),
        15,
        lambda row, moment: _spread(row.natural),
        lambda row: -(row.natural.half if row.natural else -1),
        alignment=RIGHT,
        tip=_whole,
    ),
    figures_of(
        "late",
        QT_TRANSLATE_NOOP("StageTimes", "Over limit"),
        10,
        _late,
        lambda row: -(row.late_share or 0),
        alignment=RIGHT,
        mark=_late_mark,
        tip=_whole,
    ),
    figures_of(
        "hand_overs",
        QT_TRANSLATE_NOOP("StageTimes", "Hand-overs"),
        11,
        lambda row, moment: f"{number(row.hand_overs)} + {number(row.role_changes)}",
        lambda row: -row.hand_overs - row.role_changes,
        alignment=RIGHT,
        tip=_whole,
    ),
    figures_of(
        "sent_back",
        QT_TRANSLATE_NOOP("StageTimes", "Sent back"),
        9,
        lambda row, moment: number(row.sent_back),
        lambda row: -row.sent_back,
        alignment=RIGHT,
        tip=_whole,
    ),
    figures_of(
        "waiting",
        QT_TRANSLATE_NOOP("StageTimes", "In it now"),
        9,
        lambda row, moment: number(row.waiting),
        lambda row: -row.waiting,
        alignment=RIGHT,
        tip=_whole,
    ),
    figures_of(
        "oldest",
        QT_TRANSLATE_NOOP("StageTimes", "Oldest for"),
        10,
        _oldest,
        lambda row: row.oldest_since.timestamp() if row.oldest_since else float("inf"),
        alignment=RIGHT,
        tip=_whole,
    ),
)
