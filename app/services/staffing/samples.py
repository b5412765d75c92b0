"""What the staffing of a floor begins with: the rules of the three tiers, and four shift patterns to be edited."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import AgentState, Language
from app.models.roster import ShiftPattern
from app.services.staffing.tier_rules import keep_defaults


@dataclass(frozen=True)
class SamplePattern:
    """A shift as most floors have one: it `starts` so many minutes after midnight, `breaks` are (after, for)."""

    code: str
    names: dict[Language, str]
    starts: int
    minutes: int
    breaks: tuple[tuple[int, int], ...]

    def activities(self) -> list[dict[str, object]]:
        """Return what interrupts the work, as a pattern keeps it."""
        return [{"kind": AgentState.BREAK.value, "after": after, "minutes": minutes} for after, minutes in self.breaks]


# Nobody works for more than two hours without a rest (`REST_OWED_AFTER`); the hour is the meal.
_BREAKS = ((105, 15), (240, 60), (420, 15))
_OF_A_NIGHT = ((105, 15), (240, 60), (390, 15), (510, 15))
SAMPLES = (
    SamplePattern("early", {Language.CHINESE: "早班", Language.ENGLISH: "Early"}, 8 * 60, 540, _BREAKS),
    SamplePattern("middle", {Language.CHINESE: "中班", Language.ENGLISH: "Middle"}, 9 * 60, 540, _BREAKS),
    SamplePattern("late", {Language.CHINESE: "晚班", Language.ENGLISH: "Late"}, 13 * 60, 540, _BREAKS),
    SamplePattern("night", {Language.CHINESE: "夜班", Language.ENGLISH: "Night"}, 22 * 60, 600, _OF_A_NIGHT),
)


def install_staffing(session: Session, language: Language) -> bool:
    """Let a floor begin with the default tiers and the sample patterns; False where it has patterns already."""
    keep_defaults(session)
    if session.scalars(select(ShiftPattern.id).limit(1)).first() is not None:
        return False
    for each in SAMPLES:
        session.add(
            ShiftPattern(
                code=each.code,
                name=each.names[language],
                starts=each.starts,
                minutes=each.minutes,
                activities=each.activities(),
            )
        )
    session.flush()
    return True
