"""Plays the demo floor: what customers and agents do, in slices of its time, all through the real services."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.agenda import Agenda
from app.services.demo.agents import Agents
from app.services.demo.complaints import Complaints, Intensity, handling_times, promised, resolution_times
from app.services.demo.customers import Customers, Outage
from app.services.demo.profiles import load_profiles
from app.services.demo.staff import Staff
from app.services.demo.words import Words

# What is one transaction at most, however fast time runs.
SLICE = timedelta(minutes=5)
# The outage: how long after the beginning, for how long, and how many more complain meanwhile.
_OUTAGE_AFTER, _OUTAGE_LASTS, _OUTAGE_GROWTH = timedelta(minutes=12), timedelta(minutes=40), 1.6


class Player:
    """The people of the floor and their customers, from `begins` on; belongs to one thread at a time.

    It keeps only what people have in mind; how the floor stands it reads from the database, where the sweep and the
    person at the console change it as well. The same seed on the same floor plays the same, if nobody else does.
    """

    def __init__(
        self, database: Database, words: Words, staff: Staff, zone: ZoneInfo, seed: int, *, begins: datetime
    ) -> None:
        self._database = database
        self._reached = begins
        self._begun = False
        self._agenda = Agenda()
        rulebook, rng, profiles = Rulebook(), Random(seed), load_profiles()
        with database.read() as session:
            rules = rulebook.in_force(session, "default")
        hours = rules.times.opening_hours.hours
        outage = Outage(begins + _OUTAGE_AFTER, begins + _OUTAGE_AFTER + _OUTAGE_LASTS, _OUTAGE_GROWTH)
        resolution = resolution_times(profiles, promised(rules, begins))
        self._agents = Agents(self._agenda, rulebook, staff, handling_times(profiles), resolution, hours, zone, rng)
        complaints = Complaints(words, profiles, len(staff.customers), rng)
        intensity = Intensity(profiles, zone, hours, len(staff.agents))
        self._customers = Customers(
            self._agenda, rulebook, words, staff, complaints, intensity, outage, rng, self._agents.look
        )
        self._agents.waits, self._agents.solved = self._customers.will_reply, self._customers.will_be_asked

    def play(self, until: datetime, stopping: Callable[[], bool] = lambda: False) -> Iterator[datetime]:
        """Let the floor live up to an instant; yield, after each transaction, the instant that it has reached."""
        while self._reached < until and not stopping():
            reached = min(until, self._reached + SLICE)
            with self._database.write() as session:
                if not self._begun:
                    self._customers.begin(session, self._reached)
                    self._agents.begin(session, self._reached)
                    self._begun = True
                self._agents.look_around(session, self._reached)
                for at, act in self._agenda.due(reached):
                    act(session, at)
            self._reached = reached
            yield reached
