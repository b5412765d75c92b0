"""Plays the demo floor: what customers and agents do, in slices of its time, all through the real services."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.agenda import Agenda
from app.services.demo.agents import Agents
from app.services.demo.called import Called
from app.services.demo.calls import Calls
from app.services.demo.complaints import Complaints, Intensity, handling_times, promised, resolution_times
from app.services.demo.contacts import Contacts
from app.services.demo.customers import Customers, Outage
from app.services.demo.profiles import load_profiles
from app.services.demo.staff import Staff
from app.services.demo.words import Words
from app.services.handling.stages import stages_of

# What is one transaction at most, however fast time runs.
SLICE = timedelta(minutes=5)
# The outage: how long after the beginning, for how long, and how many more complain meanwhile.
OUTAGE_AFTER, _OUTAGE_LASTS, _OUTAGE_GROWTH = timedelta(minutes=12), timedelta(minutes=40), 2.2


class Player:
    """The people of the floor and their customers, from `begins` on; belongs to one thread at a time.

    It keeps only what people have in mind; how the floor stands it reads from the database, where the sweep and the
    person at the console change it as well. The same seed on the same floor plays the same, if nobody else does.
    """

    def __init__(
        self, database: Database, words: Words, staff: Staff, zone: ZoneInfo, seed: int, *, begins: datetime
    ) -> None:
        self._database, self._words, self._staff, self._zone = database, words, staff, zone
        self._rng = Random(seed)
        self._reached = begins
        outage = begins + OUTAGE_AFTER
        self._outage = Outage(outage, outage + _OUTAGE_LASTS, _OUTAGE_GROWTH)
        # None until people have been told what they are at.
        self._agents: Agents | None = None
        self._agenda = Agenda()
        self._called = Called(self._agenda, self._rng)

    def play(self, until: datetime) -> Iterator[datetime]:
        """Let the floor live up to an instant; yield, after each transaction, the instant that it has reached.

        Where a transaction is refused nothing of it has happened, and people begin anew with what they find.
        """
        while self._reached < until:
            reached = min(until, self._reached + SLICE)
            agents, self._agents = self._agents, None
            with self._database.write() as session:
                agents = agents or self._gather(session)
                agents.look_around(session, self._reached)
                self._called.look_around(session, self._reached)
                for at, act in self._agenda.due(reached):
                    act(session, at)
            self._agents, self._reached = agents, reached
            yield reached

    def _gather(self, session: Session) -> Agents:
        """Let everybody see what there is, and mean to do something about it."""
        profiles, rulebook, rng = load_profiles(), Rulebook(), self._rng
        rules = rulebook.in_force(session, "default")
        hours = rules.times.opening_hours.hours
        agenda, staff, zone = Agenda(), self._staff, self._zone
        telephone = Contacts(profiles, zone, hours.is_working_day, staff.queues, rng.getrandbits(32))
        calls = Calls(agenda, telephone, self._outage, rng)
        agents = Agents(
            agenda,
            rulebook,
            staff,
            calls,
            stages_of(rules.policy)[1:],
            handling_times(profiles),
            resolution_times(profiles, promised(rules, self._reached)),
            hours,
            zone,
            rng,
        )
        complaints = Complaints(self._words, profiles, len(staff.customers), rng)
        intensity = Intensity(profiles, zone, hours, len(staff.agents))
        customers = Customers(
            agenda, rulebook, self._words, staff, complaints, intensity, self._outage, rng, agents.hear
        )
        agents.waits, agents.solved = customers.will_reply, customers.will_be_asked
        calls.rang = agents.hear_ring
        customers.begin(session, self._reached)
        agents.begin(session, self._reached)
        calls.begin(self._reached)
        self._agenda, self._called = agenda, Called(agenda, rng)
        return agents
