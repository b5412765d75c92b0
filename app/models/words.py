"""The words for what a complaint and its clocks can be: without SQLAlchemy, which the first paint does not wait for."""

from enum import StrEnum


class Source(StrEnum):
    """How a complaint came in (来源渠道)."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    CHAT = "chat"
    SOCIAL = "social"
    LETTER = "letter"
    WEB_FORM = "web_form"
    WALK_IN = "walk_in"
    REGULATOR = "regulator"
    OTHER = "other"


class Priority(StrEnum):
    """How pressing a complaint is, rising."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def raised(self) -> "Priority":
        """The next priority up; the highest stays."""
        rising = list(Priority)
        return rising[min(rising.index(self) + 1, len(rising) - 1)]


class Emotion(StrEnum):
    """How the customer feels (情绪), rising."""

    CALM = "calm"
    ANXIOUS = "anxious"
    DISAPPOINTED = "disappointed"
    ANGRY = "angry"


class Complexity(StrEnum):
    """Whether a complaint has the general or the complex resolution target."""

    GENERAL = "general"
    COMPLEX = "complex"


class Status(StrEnum):
    """Where a complaint stands; `app.models.sla` says what each change does to its clocks."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    SPAM = "spam"
    MERGED = "merged"


class Target(StrEnum):
    """What is promised (时效目标)."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    FOLLOW_UP = "follow_up"
    TASK = "task"
    APPROVAL = "approval"
    # Of these a policy names several, and the name is the subject of their clocks.
    STAGE = "stage"
    MILESTONE = "milestone"


class Measure(StrEnum):
    """What the amount of a target counts: seconds of either time, or days of either kind."""

    ROUND_THE_CLOCK = "round_the_clock"
    OPENING_HOURS = "opening_hours"
    NATURAL_DAYS = "natural_days"
    WORKING_DAYS = "working_days"


class ClockState(StrEnum):
    """Running and paused clocks live; met, breached (stopped after its due time) and cancelled ones are frozen."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"


LIVE = (ClockState.RUNNING, ClockState.PAUSED)
