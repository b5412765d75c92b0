"""The background duties: a few ticks that look into the database, which alone knows what is to be done.

A tick may be late, doubled or missed without harm; it only ever does what the database says is owed.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from app.clock import JUMP_LIMIT, TimeSource, wall_time
from app.errors import DomainError
from app.services.changes import forget_changes
from app.services.database import Database
from app.services.deadlines.alarm import Alarm
from app.services.deadlines.channels.base import Channel
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.couriers import Couriers
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.sealing import Seal
from app.services.floor.activation.mailbox import Mailbox
from app.services.floor.activation.ticking import tick as follow_calls
from app.services.floor.arrivals import History, floor_calendar
from app.services.floor.lookout import Lookout
from app.services.floor.surge import read_surges
from app.services.floor.watch import watch
from app.services.handling.hotspot_watch import HotspotWatch
from app.services.handling.post import Post
from app.services.holds import beat, jump_in_words, open_hold, place_hold, ran_in_the_future
from app.services.intake.feeds.readers import Feeds
from app.services.knowledge.index import index_all
from app.services.knowledge.promises import remind_of_promises
from app.services.knowledge.retention import keep_to_retention
from app.services.pulse import DELIVERY, SWEEP, floor_zone
from app.settings import Settings

WATCH, FORGETTING, LEARNING, FORECASTING = "watch", "forgetting", "learning", "forecasting"
ACTIVATION, MAILBOX, INDEXING, HOTSPOTS, FEEDS = "activation", "mailbox", "indexing", "hotspots", "feeds"
POST, RETENTION = "post", "retention"
# Sweeps between two looks at the floor, whose alerts are about many minutes.
_SWEEPS_A_WATCH = 3
# Seconds: rarely enough to cost nothing, often enough to keep the table small.
_FORGETS_EVERY = 60
# Seconds: until then a changed text is found all the same, and a little more slowly.
_INDEXES_EVERY = 5
# Seconds: what is kept for years is not over to the minute.
_RETAINS_EVERY = 3_600
# Seconds: a hotspot is a matter of days, and is acted on within hours.
_HOTSPOTS_EVERY = 300
# Seconds: each source says how often it is read.
_READS_EVERY = 5
# Seconds: who does not answer in time is followed by the next one soon after.
_CALLS_EVERY = 10
# How often it is looked whether a day has passed since the last lesson; and how long others go first in between.
_LEARNS_EVERY, _BREATH = 600, 0.005
_log = logging.getLogger(__name__)


class Scheduler:
    """Sweeps and delivers until it is stopped, in threads of its own; holds still when time cannot be trusted."""

    def __init__(
        self,
        database: Database,
        rulebook: Rulebook,
        channels: Sequence[Channel],
        settings: Settings,
        time: TimeSource,
    ) -> None:
        self._database = database
        self._rulebook = rulebook
        self._channels = channels
        self._time = time
        self._couriers = Couriers(database, rulebook, channels, settings.channel, time.now)
        self._alarm = Alarm(database, settings, Seal(settings.channel), time.now)
        self._mailbox = Mailbox(database, settings.mailbox, time.now) if settings.mailbox.host else None
        # A line of its own: what customers are told does not wait for what people here are.
        line = EmailChannel.from_settings(settings)
        self._post = Post(database, line, settings.email.sender, time.now) if line else None
        self._feeds = Feeds(database, rulebook, Seal(settings.channel), time.now, Random())
        # Sweep and delivery watch each other; each ticks in a thread of its own.
        self._lookouts = {SWEEP: Lookout(), DELIVERY: Lookout()}
        self._every = {
            SWEEP: settings.sweep.interval,
            DELIVERY: settings.sweep.delivery_interval,
            WATCH: _SWEEPS_A_WATCH * settings.sweep.interval,
        }
        self._beat_at = time.now()
        self._history = History()
        self._hotspots = HotspotWatch(database, rulebook)
        self._stopping = threading.Event()
        # The jump that this process has seen and that nobody has confirmed: its time is not adopted before.
        self._held_for_a_jump = False
        self._said_hold: int | None = None
        # The duties whose last tick came to grief: they do not beat, so that everybody sees it.
        self._failing: set[str] = set()
        self._ticks = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        for duty, tick, interval in (
            (SWEEP, self.tick_sweep, self._every[SWEEP]),
            (DELIVERY, self.tick_delivery, self._every[DELIVERY]),
            (WATCH, self.tick_watch, self._every[WATCH]),
            (ACTIVATION, self.tick_activation, _CALLS_EVERY),
            (FORGETTING, self.tick_forgetting, _FORGETS_EVERY),
            (LEARNING, self.tick_learning, _LEARNS_EVERY),
            (FORECASTING, self.tick_forecasting, _LEARNS_EVERY),
            (INDEXING, self.tick_indexing, _INDEXES_EVERY),
            (RETENTION, self.tick_retention, _RETAINS_EVERY),
            (FEEDS, self._feeds.tick, _READS_EVERY),
            (HOTSPOTS, self.tick_hotspots, _HOTSPOTS_EVERY),
        ):
            self._ticks.add_job(self.refusals_are_logged, "interval", (duty, tick), id=duty, seconds=interval)
        if self._mailbox:
            looked_into = (MAILBOX, self._mailbox.tick)
            seconds = settings.mailbox.interval
            self._ticks.add_job(self.refusals_are_logged, "interval", looked_into, id=MAILBOX, seconds=seconds)
        if self._post:
            sent, seconds = (POST, self._post.tick), settings.sweep.delivery_interval
            self._ticks.add_job(self.refusals_are_logged, "interval", sent, id=POST, seconds=seconds)
        self._watch = threading.Thread(target=self._keep_ticking, name="keep-ticking", daemon=True)

    def start(self) -> None:
        """Begin to tick, at once for what was missed while nothing ran."""
        with self._database.write() as session:
            if ran_in_the_future(session, now=self._time.now()):
                place_hold(session, "the clock was put back while nothing ran", now=self._time.now())
        self._ticks.start()
        for job in self.jobs():
            # Nobody waits for what can be learned while a console is opening.
            if job.id not in (LEARNING, FORECASTING, INDEXING, HOTSPOTS, FEEDS, RETENTION):
                job.modify(next_run_time=wall_time())
        self._watch.start()

    def stop(self) -> None:
        """Finish the batch and the messages under way, and tick no more; returns when it is quiet."""
        self._stopping.set()
        if self._mailbox:
            self._mailbox.stop()
        if self._post:
            self._post.stop()
        self._ticks.shutdown(wait=True)
        self._feeds.stop()
        self._couriers.stop()
        self._alarm.stop()
        self._watch.join()

    def tick_sweep(self) -> None:
        """Raise what is owed, unless a hold waits for a person."""
        if not self._time_is_trusted():
            return
        self._beat_at = now = self._time.now()
        swept = sweep(self._database, self._rulebook, self._channels, self._is_stopped, now=now)
        if swept.raised or swept.failed or swept.quarantined:
            _log.info(
                "sweep raised=%s messages=%s failed=%s quarantined=%s",
                swept.raised,
                swept.messages,
                swept.failed,
                swept.quarantined,
            )

    def tick_delivery(self) -> None:
        """Send couriers with what the outbox owes, and wait for none of them; alarm people where the sweep is dead."""
        with self._database.write() as session:
            now = self._time.now()
            if not self._couriers.is_failing():
                self._beat(session, DELIVERY, now=now)
            self._lookouts[DELIVERY].look(session, now=now)
        self._alarm.tick()
        self._couriers.tick()

    def tick_watch(self) -> None:
        """Raise, update and clear the alerts of the floor, unless a hold waits for a person: then no time is right."""
        now = self._time.now()
        # Surges are judged first: that computes once for each interval, and keeps nobody from writing meanwhile.
        with self._database.read() as session:
            zone, calendar = ZoneInfo(floor_zone(session)), floor_calendar(session, self._rulebook)
            read_surges(session, zone=zone, calendar=calendar, history=self._history, now=now)
        with self._database.write() as session:
            self._beat(session, WATCH, now=now)
            if open_hold(session) is None:
                remind_of_promises(session, now=now)
                watch(session, zone=zone, calendar=calendar, history=self._history, now=now)

    def tick_activation(self) -> None:
        """Let who was called and does not answer be followed by the next one, unless no time is right."""
        with self._database.write() as session:
            if open_hold(session) is None:
                calendar = floor_calendar(session, self._rulebook)
                follow_calls(session, calendar=calendar, history=self._history, now=self._time.now())

    def tick_forgetting(self) -> None:
        """Delete the changes that every console has heard of."""
        now = self._database.time()
        with self._database.write() as session:
            forget_changes(session, now=now)

    def tick_learning(self) -> None:
        """Let the breach forecast learn once a day; it computes in small pieces, because a window may be in the way."""
        # Of all ticks this one computes, and rarely.
        from app.services.deadlines.breach.training import is_due, learn_from_history

        now = self._time.now()
        with self._database.read() as session:
            if open_hold(session) is not None or not is_due(session, now=now):
                return
            trained = learn_from_history(session, self._rulebook, breathe=self._breathe, now=now)
        if not self._stopping.is_set():
            with self._database.write() as session:
                session.add(trained)

    def tick_forecasting(self) -> None:
        """Forecast arrivals anew each day, and re-base them within it; like `tick_learning`, in small pieces."""
        from app.services.staffing.forecast.making import keep, make_due

        now = self._time.now()
        with self._database.read() as session:
            if open_hold(session) is not None:
                return
            zone, calendar = ZoneInfo(floor_zone(session)), floor_calendar(session, self._rulebook)
            made = make_due(session, zone, calendar, breathe=self._breathe, now=now)
        if made and not self._stopping.is_set():
            with self._database.write() as session:
                keep(session, made)

    def tick_indexing(self) -> None:
        """Let changed texts be found quickly; after a migration or an import that is many, in small pieces."""
        index_all(self._database, self._goes_on)

    def tick_hotspots(self) -> None:
        """Look for what many complain of, unless no time is right; the first time it reads for a while."""
        with self._database.read() as session:
            if open_hold(session) is not None:
                return
        self._hotspots.tick(self._goes_on, now=self._time.now())

    def tick_retention(self) -> None:
        """Erase what is personal and over; never while a hold waits: a clock that has jumped would erase everything."""
        now = self._time.now()

        def goes_on() -> bool:
            self._breathe()
            with self._database.read() as session:
                return not self._stopping.is_set() and open_hold(session) is None

        gone = keep_to_retention(self._database, self._rulebook, goes_on, now=now)
        if gone.complaints or gone.files:
            _log.info("retention complaints=%s files=%s customers=%s", gone.complaints, gone.files, gone.customers)

    def _is_stopped(self) -> bool:
        """Say before each batch whether it is to be the last; a sweep that takes long goes on beating."""
        now = self._time.now()
        if (now - self._beat_at).total_seconds() >= self._every[SWEEP]:
            with self._database.write() as session:
                self._beat(session, SWEEP, now=now)
            self._beat_at = now
        return self._stopping.is_set()

    def _beat(self, session: Session, duty: str, *, now: datetime) -> None:
        if duty not in self._failing:
            beat(session, duty, every=self._every[duty], now=now)

    def _breathe(self) -> None:
        self._stopping.wait(_BREATH)

    def _goes_on(self) -> bool:
        self._breathe()
        return not self._stopping.is_set()

    def _time_is_trusted(self) -> bool:
        """Measure time again; place, respect and lift the hold. Beats either way: a hold is not a death."""
        jump = self._time.measure()
        with self._database.write() as session:
            now = self._time.now()
            self._beat(session, SWEEP, now=now)
            self._lookouts[SWEEP].look(session, now=now)
            jumped = abs(jump) > JUMP_LIMIT and not self._held_for_a_jump
            if jumped:
                place_hold(session, jump_in_words(jump), now=now)
            hold = open_hold(session)
        # Only now is the hold on record; were it lost, its absence would look like a confirmation.
        self._held_for_a_jump = self._held_for_a_jump or jumped
        if hold is not None:
            if hold.id != self._said_hold:
                _log.error("sweep stopped: %s; look at the clock, then run `main.py db confirm-time`", hold.reason)
                self._said_hold = hold.id
            return False
        if self._held_for_a_jump:
            self._time.adopt()
            self._held_for_a_jump = False
        if self._said_hold is not None:
            _log.info("sweep resumed: the time was confirmed")
            self._said_hold = None
        return True

    def jobs(self) -> list[Job]:
        """The ticks, as APScheduler plans them."""
        found: list[Job] = self._ticks.get_jobs()
        return found

    def refusals_are_logged(self, duty: str, tick: Callable[[], object]) -> None:
        """Tick once; anything but a refusal flies: APScheduler logs it whole, and ticks on.

        A duty that fails falls silent, as a dead one does; when it succeeds again, it is heard again.
        """
        try:
            tick()
            if duty in self._failing:
                self._failing.remove(duty)
                with self._database.write() as session:
                    self._beat(session, duty, now=self._time.now())
        except DomainError as error:
            _log.warning("%s waits: %s", duty, error)
        except Exception:
            if duty in self._every:
                self._failing.add(duty)
            raise

    def _keep_ticking(self) -> None:
        """Bring ticks back that a wall clock put back has moved far ahead: the scheduler plans them by that clock."""
        while not self._stopping.wait(1):
            now = wall_time()
            for job in self.jobs():
                if job.next_run_time and job.next_run_time - now > job.trigger.interval + JUMP_LIMIT:
                    job.modify(next_run_time=now)
