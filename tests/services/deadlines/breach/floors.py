"""Makes floors with a past: tickets that came, and were resolved or not, as a test wants them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.models.floor import Floor, Queue
from app.models.people import Role
from app.models.sla import Clock, ClockState, Measure, Target
from app.models.ticket import Priority, Source, Status, Ticket
from app.services.database import Database, reserve_ids
from app.services.deadlines.breach.forecast import Chances, Forecast
from app.services.deadlines.breach.present import Present
from app.services.deadlines.breach.record import Record
from app.services.deadlines.rulebook import Rulebook
from tests.builders import person

# How long a ticket was promised, and after how many hours it was resolved: by its queue's number and the past's dice.
PROMISED = timedelta(hours=48)
Takes = Callable[[int, Random], float]


def add_past(
    database: Database, rulebook: Rulebook, count: int, takes: Takes, *, days: int = 40, seed: int = 1, now: datetime
) -> list[int]:
    """Add tickets that came evenly over the last days to two queues, each promised in 48 hours; return their ids."""
    dice = Random(seed)
    with database.write() as session:
        rules = rulebook.in_force(session, "default")
        owner = person(session, Role.AGENT).id
        queues = add_queues(session)
        ids = reserve_ids(session, Ticket, count)
        tickets, clocks = [], []
        for place, id_ in enumerate(ids):
            number = place % len(queues)
            came = now - timedelta(days=days) * (1 - place / count)
            ended: datetime | None = came + timedelta(hours=takes(number, dice))
            if ended is not None and ended >= now:
                ended = None
            due = came + PROMISED
            tickets.append(
                {
                    "id": id_,
                    "source": Source.EMAIL,
                    "received_at": came,
                    "recorded_at": came,
                    "title": f"t{id_}",
                    "owner_id": owner,
                    "queue_id": queues[number],
                    "priority": dice.choice(list(Priority)),
                    "status": Status.OPEN if ended is None else Status.RESOLVED,
                    "resolved_at": ended,
                }
            )
            state = ClockState.MET if ended and ended <= due else ClockState.BREACHED
            clocks.append(
                {
                    "ticket_id": id_,
                    "target": Target.RESOLUTION,
                    "state": state if ended else ClockState.RUNNING,
                    "started_at": came,
                    "due_at": due,
                    "stopped_at": ended,
                    "measure": Measure.ROUND_THE_CLOCK,
                    "amount": int(PROMISED.total_seconds()),
                    "policy_version_id": rules.policy_version_id,
                    "calendar_version_id": rules.calendar_version_id,
                }
            )
        session.execute(insert(Ticket), tickets)
        session.execute(insert(Clock), clocks)
    return list(ids)


def add_queues(session: Session) -> list[int]:
    """Add a queue that is quick and one that is slow, where a past says so."""
    floor = session.query(Floor).order_by(Floor.id).first()
    assert floor, "a floor is open"
    queues = [Queue(name=name, floor_id=floor.id) for name in ("quick", "slow")]
    session.add_all(queues)
    session.flush()
    return [queue.id for queue in queues]


def quick_and_slow(number: int, dice: Random) -> float:
    """One queue resolves most in time, the other is late with most."""
    return dice.uniform(1, 44 if number == 0 else 90)


def at(instant: float) -> datetime:
    """Return an instant that is given in seconds since 1970."""
    return datetime.fromtimestamp(instant, UTC)


def read_present(present: Present, session: Session, rulebook: Rulebook, *, now: datetime) -> Record:
    """Catch up with what has changed, and return how the floor stands."""
    present.begin(session, now=now)
    while not present.is_read:
        present.read(session)
    return present.record(session, rulebook, now=now)


def breach_chances(session: Session, rulebook: Rulebook, *, now: datetime) -> Chances:
    """Work the chances out from nothing."""
    forecast = Forecast(rulebook)
    while True:
        if found := forecast.step(session, now=now):
            return found
