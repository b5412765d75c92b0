"""The ladder (升级阶梯) of a target: its steps, when each is owed, who hears of it and what it does."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Self

from app.models.escalation import BESIDE_LADDERS
from app.models.people import Role
from app.models.policy_fields import Fields, PolicyError

# What the record of a step has room for.
_LONGEST_KEY = 64


class Audience(StrEnum):
    """Who hears of a step: the ticket's owner, or whoever holds a role above them."""

    OWNER = "owner"
    TEAM_LEAD = Role.TEAM_LEAD.value
    SUPERVISOR = Role.SUPERVISOR.value
    MANAGER = Role.MANAGER.value
    ADMINISTRATOR = Role.ADMINISTRATOR.value


class StepEffect(StrEnum):
    """What a step does beside telling people."""

    # To the owner's team lead, or the next role up: somebody who can change what went wrong.
    REASSIGN = "reassign"
    RAISE_PRIORITY = "raise_priority"
    CREATE_APPROVAL = "create_approval"
    ACTIVATE_STANDBY = "activate_standby"


@dataclass(frozen=True)
class Step:
    """A rung of the ladder: at a share of the target's time, or some seconds before or after its end.

    A `share` of 0 is at once; one above 1 lies after the end, in the time that the target itself counts in.
    `before_due`, `after_due` and `every` count in opening hours, in the fast lane round the clock. `every` repeats the
    step after that many more seconds, without end unless `times` says how often it is raised in all.
    """

    key: str
    share: float | None = None
    after_due: int = 0
    every: int | None = None
    times: int | None = None
    notify: tuple[Audience, ...] = ()
    effects: tuple[StepEffect, ...] = ()
    before_due: int | None = None

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read one step; raises `PolicyError`."""
        whens = ("share", "before_due", "after_due")
        fields.refuse_others("step", *whens, "every", "times", "notify", "effects")
        key = fields.text("step", longest=_LONGEST_KEY)
        if key in BESIDE_LADDERS:
            raise PolicyError("{field}: the key {key} is for clocks set aside.", path=fields.at("step"), key=key)
        if sum(when in fields for when in whens) != 1:
            raise PolicyError("{field} needs one of share, before_due and after_due.", path=fields.path)
        share, times = fields.table.get("share"), fields.table.get("times")
        if share is not None and (isinstance(share, bool) or not isinstance(share, int | float) or not share >= 0):
            raise PolicyError("{field} is a number from 0, not {value}.", path=fields.at("share"), value=share)
        if times is not None and (isinstance(times, bool) or not isinstance(times, int) or not times > 0):
            raise PolicyError("{field} is a whole number above 0.", path=fields.at("times"))
        if times is not None and "every" not in fields:
            raise PolicyError("{field} stands beside every.", path=fields.at("times"))
        every = fields.seconds("every") if "every" in fields else None
        if every == 0:
            raise PolicyError("{field} is longer than nothing.", path=fields.at("every"))
        return cls(
            key=key,
            share=share,
            before_due=fields.seconds("before_due") if "before_due" in fields else None,
            after_due=fields.seconds("after_due") if "after_due" in fields else 0,
            every=every,
            times=times,
            notify=fields.words(Audience, "notify"),
            effects=fields.words(StepEffect, "effects"),
        )

    def comes_before(self, other: "Step") -> bool:
        """Say whether this step is first owed no later than another one, whatever the clock.

        Of a share and a time that lie on the same side of the end, either may be first.
        """
        side, others = self._side(), other._side()
        if side != others or side == 0:
            return side <= others
        if self.share is not None and other.share is not None:
            return self.share <= other.share
        if self.before_due is not None and other.before_due is not None:
            return self.before_due >= other.before_due
        return self.share is None and other.share is None and self.after_due <= other.after_due

    def _side(self) -> int:
        """Return -1 for a step before the end, 0 at the end, 1 after it."""
        if self.share is not None:
            return (self.share > 1) - (self.share < 1)
        return -1 if self.before_due else int(self.after_due > 0)

    def repeats_after(self, occurrence: int) -> bool:
        """Say whether another occurrence follows one."""
        last = self.occurrences()
        return last is None or occurrence < last

    def occurrences(self) -> int | None:
        """How often the step is raised in all; None for without end."""
        return self.times if self.every else 1


def read_ladder(fields: Fields) -> tuple[Step, ...]:
    """Read the steps of one ladder, which rise in time; raises `PolicyError`."""
    tables = fields.tables("steps")
    steps = tuple(map(Step.read, tables))
    for (lower, upper), table in zip(pairwise(steps), tables[1:], strict=True):
        if upper.comes_before(lower) and not lower.comes_before(upper):
            raise PolicyError(
                "{field}: {upper} stands above {lower} and comes before it.",
                path=table.path,
                upper=upper.key,
                lower=lower.key,
            )
    for place, step in enumerate(steps):
        if any(step.key == other.key for other in steps[:place]):
            raise PolicyError("{field}: a step before it is called {key} too.", path=tables[place].path, key=step.key)
    return steps
