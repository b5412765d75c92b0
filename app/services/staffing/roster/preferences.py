"""What a schedule is made from, as people edit it: shift patterns of the floor, and what each person wishes."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import AgentState
from app.models.roster import Availability, ShiftPattern, Wish
from app.services.people import proper_name
from app.services.staffing.roster.problem import DAY_MINUTES, Pattern
from app.services.staffing.roster.shifts import LONGEST_SHIFT
from app.services.staffing.roster.writing import may_schedule, require_schedule_rights

_LONGEST_CODE = 32
_WEEKDAYS = 7


class PatternError(DomainError):
    """A shift pattern that cannot be written as asked."""


class WishError(DomainError):
    """A wish that cannot be written or taken back as asked."""


def write_patterns(session: Session, patterns: Sequence[Pattern], *, by: int | None, now: datetime) -> None:
    """Let the floor repeat these shifts and no others; what was worked in one that goes stays as it was.

    A new one has an empty code, and gets one. Raises `PatternError` and `ShiftRightsError`.
    """
    require_schedule_rights(session, by)
    known = {each.code: each for each in session.scalars(select(ShiftPattern))}
    names = [_checked(each).name for each in patterns]
    if len(set(names)) < len(names):
        raise PatternError("Two shift patterns have the same name.")
    codes: set[str] = set()
    for each in patterns:
        code = each.code or _code(each.name, {*known, *codes})
        codes.add(code)
        row = known.get(code) or ShiftPattern(code=code)
        row.name, row.starts, row.minutes, row.active = proper_name(each.name), each.starts, each.minutes, True
        held = [{"kind": one.kind.value, "after": one.after, "minutes": one.minutes} for one in each.activities]
        if row.activities != held:
            row.activities = held
        session.add(row)
    for code, row in known.items():
        if code not in codes:
            row.active = False
    session.flush()


def write_wish(
    session: Session,
    person_id: int,
    wish: Wish,
    *,
    day: date | None = None,
    weekday: int | None = None,
    pattern: str | None = None,
    by: int | None,
    now: datetime,
) -> int:
    """Write what a person wishes of a day, or of a weekday (0 is Monday), in place of what was said of just that.

    They say it themselves, or who may write the schedule does. Raises `WishError`.
    """
    _require(session, person_id, by)
    if (day is None) == (weekday is None) or (weekday is not None and not 0 <= weekday < _WEEKDAYS):
        raise WishError("A wish is of one day, or of one weekday.")
    same = select(Availability).where(
        Availability.person_id == person_id,
        Availability.day.is_(None) if day is None else Availability.day == day,
        Availability.weekday.is_(None) if weekday is None else Availability.weekday == weekday,
        Availability.pattern.is_(None) if pattern is None else Availability.pattern == pattern,
    )
    row = session.scalars(same).first() or Availability(person_id=person_id, day=day, weekday=weekday, pattern=pattern)
    row.wish = wish
    session.add(row)
    session.flush()
    return row.id


def drop_wish(session: Session, wish_id: int, *, by: int | None, now: datetime) -> None:
    """Forget a wish; raises `WishError`."""
    row = session.get(Availability, wish_id)
    if row is None:
        raise WishError("This wish is not there any more.")
    _require(session, row.person_id, by)
    session.delete(row)
    session.flush()


def _require(session: Session, person_id: int, by: int | None) -> None:
    if by != person_id and not may_schedule(session, by):
        raise WishError("Wishes are one's own; team leads and those above them write those of others.")


def _checked(pattern: Pattern) -> Pattern:
    """Refuse a pattern that nobody could work."""
    if not 0 <= pattern.starts < DAY_MINUTES or not 0 < pattern.minutes <= LONGEST_SHIFT.total_seconds() // 60:
        raise PatternError("{name} begins within the day and lasts at most 16 hours.", name=pattern.name)
    at = 0
    for each in pattern.activities:
        if each.kind not in (AgentState.BREAK, AgentState.TRAINING) or each.minutes <= 0 or each.after < at:
            raise PatternError("The breaks of {name} follow one another within it.", name=pattern.name)
        at = each.after + each.minutes
    if at > pattern.minutes:
        raise PatternError("The breaks of {name} follow one another within it.", name=pattern.name)
    return pattern


def _code(name: str, taken: set[str]) -> str:
    """Return a code that no pattern has had."""
    plain = proper_name(name).lower().replace(" ", "_")[: _LONGEST_CODE - 3]
    return next(code for code in (plain, *(f"{plain}_{each}" for each in range(2, 99))) if code not in taken)
