"""The demo floor as a whole: a database of its own with a past, and what plays it."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.models.escalation import Heartbeat
from app.models.people import Language, Person
from app.services.changes import forget_changes
from app.services.database import Database
from app.services.deadlines.breach.training import is_due, learn_from_history
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook, publish_file
from app.services.demo.complaints import Complaints, Intensity, handling_times, promised, resolution_times
from app.services.demo.contacts import Contacts
from app.services.demo.desk import fill_desk
from app.services.demo.events import plan_events
from app.services.demo.morning import begin_the_day
from app.services.demo.past import Past
from app.services.demo.past_rows import PastWriter
from app.services.demo.played import DEMO, FILE, OPEN_TICKETS, DemoError
from app.services.demo.player import Player
from app.services.demo.profiles import FOLDER, load_profiles
from app.services.demo.schedule import Schedule
from app.services.demo.staff import Staff, hire, read_staff
from app.services.demo.words import Words, load_words
from app.services.first_start import make_ready
from app.services.floor.activation.ticking import tick
from app.services.floor.arrivals import History, floor_calendar
from app.services.floor.surge import read_surges
from app.services.floor.watch import watch
from app.services.holds import beat
from app.services.knowledge.index import index_some
from app.services.pulse import DELIVERY, SWEEP, floor_zone
from app.services.schema import require_schema
from app.services.staffing.forecast.making import keep, make_due

# When a demo begins, by the wall clock of the floor: with the day's busiest hours ahead.
BEGINS = time(9, 30)
_WATCHES_EVERY = timedelta(seconds=30)
# By its own time, which stands still where it is not played: nobody is ever to be alarmed by a demo.
_BEATS_EVERY = 3_600
# Texts at a time: the months before it are found within a minute or two, and nobody waits for them.
_INDEXED = 200


class Demo:
    """A floor that lives from `start` on, as far as it is played, and sends nothing to anybody.

    Steps are raised by the real sweep, which is given no channel; every change goes through the services.
    """

    def __init__(self, database: Database, player: Player, staff: Staff, zone: ZoneInfo, start: datetime) -> None:
        self.database, self.zone, self.start = database, zone, start
        # How far it has been played.
        self.reached = start
        # Who sits at the console of a demo.
        self.supervisor = staff.supervisor
        self._player = player
        self._rulebook, self._history = Rulebook(), History()
        self._watched = start

    def play_to(self, until: datetime) -> None:
        """Let the floor live up to an instant: first what people do, then what falls due, then what is watched."""
        for reached in self._player.play(until):
            sweep(self.database, self._rulebook, (), now=reached)
            # Changes carry the time of the database, not the demo's.
            wall_time = self.database.time()
            is_watched = reached - self._watched >= _WATCHES_EVERY
            if is_watched:
                # Surges are judged first, as a real floor does: that keeps no window from writing meanwhile.
                with self.database.read() as session:
                    calendar = floor_calendar(session, self._rulebook)
                    read_surges(session, zone=self.zone, calendar=calendar, history=self._history, now=reached)
            with self.database.write() as session:
                _beat(session, now=reached)
                index_some(session, _INDEXED)
                if is_watched:
                    watch(session, zone=self.zone, calendar=calendar, history=self._history, now=reached)
                    tick(session, calendar=calendar, history=self._history, now=reached)
                    forget_changes(session, now=wall_time)
                    self._watched = reached
            self.reached = reached

    def learn(self, breathe: Callable[[], object] = lambda: None) -> None:
        """Let the forecasts learn from the demo's past, where they are due: that of breaches, and that of arrivals."""
        now = self.reached
        with self.database.read() as session:
            due = is_due(session, now=now)
            trained = learn_from_history(session, self._rulebook, breathe=breathe, now=now) if due else None
            calendar = floor_calendar(session, self._rulebook)
            made = make_due(session, self.zone, calendar, breathe=breathe, now=now)
        if trained or made:
            with self.database.write() as session:
                session.add_all(filter(None, [trained]))
                if made:
                    keep(session, made)


def open_demo(
    place: Path | Database,
    *,
    seed: int,
    open_tickets: int = OPEN_TICKETS,
    language: Language = Language.CHINESE,
    now: datetime,
) -> Demo:
    """Make a demo floor in a folder, a file or a database; one that is there is played on from where it was left.

    It begins on the last working day before `now`, at half past nine. Raises `DemoError` for a file that is something
    else.
    """
    database = place if isinstance(place, Database) else Database(place / FILE if place.is_dir() else place)
    words = load_words(language)
    if database.file and database.file.exists() and database.file.stat().st_size:
        start, language = _left(database)
        words = load_words(language)
        with database.write() as session:
            zone, staff = ZoneInfo(floor_zone(session)), read_staff(session, words)
            # Of those who have played it nobody does any more.
            session.execute(delete(Heartbeat))
            _beat(session, now=start)
    else:
        start, zone, staff = _furnish(database, words, language, seed, open_tickets, now=now)
    return Demo(database, Player(database, words, staff, zone, seed, begins=start), staff, zone, start)


def _furnish(
    database: Database, words: Words, language: Language, seed: int, open_tickets: int, *, now: datetime
) -> tuple[datetime, ZoneInfo, Staff]:
    """Make the tables, the people and the past; return when the demo begins."""
    make_ready(database, language=language, now=now)
    profiles = load_profiles()
    with database.write() as session:
        publish_file(session, FOLDER / "policy.toml", now=now)
        zone = ZoneInfo(floor_zone(session))
        rules = Rulebook().in_force(session, "default")
        hours = rules.times.opening_hours
        start = _beginning(now, zone, hours.hours.is_working_day)
        staff = hire(session, words, language, seed, open_tickets=open_tickets)
        grown = plan_events(session, words, staff.queues, start.astimezone(zone).date())
        past = Past(
            words,
            staff,
            Complaints(words, profiles, len(staff.customers), Random(seed)),
            Intensity(profiles, zone, hours.hours, len(staff.agents), grown),
            resolution_times(profiles, promised(rules, start)),
            rules,
            zone,
            seed,
            now=start,
        )
        PastWriter(session, rules, staff, now=start).write(past.tickets(open_tickets))
        telephone = Contacts(profiles, zone, hours.hours.is_working_day, staff.queues, seed)
        telephone.write_past(session, grown, now=start)
        schedule = Schedule(staff, zone, hours.hours.is_working_day, now=start)
        schedule.write(session, Random(seed))
        begin_the_day(session, staff, schedule, handling_times(profiles), Random(seed), now=start)
        fill_desk(session, Rulebook(), language, seed, now=start)
        _beat(session, now=start)
    return start, zone, staff


def _beginning(now: datetime, zone: ZoneInfo, is_working_day: Callable[[int], bool]) -> datetime:
    """Return the beginning of the last working day that has begun."""
    begins = datetime.combine(now.astimezone(zone).date(), BEGINS, zone)
    while begins > now or not is_working_day(begins.toordinal()):
        begins -= timedelta(days=1)
    return begins.astimezone(now.tzinfo)


def _beat(session: Session, *, now: datetime) -> None:
    """Record that the floor is played, swept and watched; of its messages none has to leave."""
    for duty in (SWEEP, DELIVERY, DEMO):
        beat(session, duty, every=_BEATS_EVERY, now=now)


def _left(database: Database) -> tuple[datetime, Language]:
    """Return when the demo in a database was left, and its language; raises `DemoError` where there is none."""
    with database.read() as session:
        require_schema(session)
        at = session.scalars(select(func.max(Heartbeat.beat_at)).where(Heartbeat.duty == DEMO)).first()
        if at is None:
            raise DemoError("{file} holds real work, not a demo: name another file.", file=database.file)
        return at, session.scalars(select(Person.language).where(Person.active).limit(1)).one()
