"""How an amount of time is counted: from when on, and up to which moment of the day on which it ends.

Plain counting begins with the complaint and ends when the amount is over, at whatever time of day.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Self

_CUT_OFF = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class Starts(StrEnum):
    """When counting begins."""

    AT_ONCE = "at_once"
    # With the next day, which is the first that counts: the next working day where working time is counted.
    NEXT_DAY = "next_day"


class Due(StrEnum):
    """At which moment of its last day an amount is over."""

    SAME_TIME = "same_time"
    END_OF_DAY = "end_of_day"


@dataclass(frozen=True)
class Counting:
    """The words of a rule beside amount and measure. "Day" means working day where working time is counted.

    What is received later than `cut_off` (minutes of wall time) counts as received at the beginning of the next day;
    on the minute itself it is in time, and on a closed day nothing is received where working time is counted. With
    `Starts.NEXT_DAY` counting begins at the beginning of the day after the day of receipt, so that an amount in days
    ends with the last of them. `Due.END_OF_DAY` extends it to the end of its last day: the last close on that date
    where working time is counted, else midnight. `roll_forward` moves a due time on a closed day to the next working
    day: to the end of it, or, without `END_OF_DAY`, to its first opening.
    """

    starts: Starts = Starts.AT_ONCE
    cut_off: int | None = None
    due: Due = Due.SAME_TIME
    roll_forward: bool = False

    @classmethod
    @lru_cache(maxsize=256)
    def parse(cls, text: str) -> Self:
        """Read what `str` has written: "next_day cut_off=17:00 end_of_day roll_forward"; "" is plain counting.

        Raises `ValueError`.
        """
        words = text.split()
        cut_offs = [word.removeprefix("cut_off=") for word in words if word.startswith("cut_off=")]
        counting = cls(
            Starts.NEXT_DAY if Starts.NEXT_DAY in words else Starts.AT_ONCE,
            minutes_of(cut_offs[0]) if cut_offs else None,
            Due.END_OF_DAY if Due.END_OF_DAY in words else Due.SAME_TIME,
            "roll_forward" in words,
        )
        if str(counting) != text:
            raise ValueError(f"{text!r} is no counting")
        return counting

    def __str__(self) -> str:
        words = [] if self.starts is Starts.AT_ONCE else [self.starts.value]
        if self.cut_off is not None:
            words.append(f"cut_off={self.cut_off // 60:02}:{self.cut_off % 60:02}")
        if self.due is not Due.SAME_TIME:
            words.append(self.due.value)
        return " ".join([*words, "roll_forward"] if self.roll_forward else words)


def minutes_of(wall_time: str) -> int:
    """Return the minutes since midnight of a wall time like "17:00"; raises `ValueError`."""
    found = _CUT_OFF.fullmatch(wall_time)
    if found is None:
        raise ValueError(f"{wall_time!r} is no wall time")
    return int(found[1]) * 60 + int(found[2])
