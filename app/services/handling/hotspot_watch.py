"""Watches for hotspots: raises an alert for each, lets it grow, and clears it when hardly more come than usual."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind
from app.models.desk_rules import HotspotRules
from app.models.ticket import Category, Ticket
from app.services.alerts import see
from app.services.assessment.hotspots.corpus import Corpus
from app.services.assessment.hotspots.course import look
from app.services.assessment.hotspots.finding import Spot, is_known, limit, window_at
from app.services.assessment.hotspots.naming import shared_facts, telling_phrase
from app.services.assessment.hotspots.reading import Known, days_of, read_facts, read_said
from app.services.assessment.hotspots.series import Sort, key_of, subjects
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.incidents import join_open_incidents

# Without a new complaint a hotspot only ends: that is looked for this often.
_AT_LEAST = timedelta(hours=1)
# How many complaints and series an alert names at most, of how many days its curve is, and from how many complaints its
# name is made.
_TICKETS, _SERIES, _CURVE, _READ = 500, 40, 56, 60


class HotspotWatch:
    """Looks for hotspots again and again in one process, which keeps what it has read."""

    def __init__(self, database: Database, rulebook: Rulebook) -> None:
        self._database, self._rulebook = database, rulebook
        self._known = Known()
        self._limit: tuple[date, HotspotRules, float] | None = None
        self._looked_at: datetime | None = None

    def tick(self, go_on: Callable[[], bool] = lambda: True, *, now: datetime) -> None:
        """Look, if anything is new, and let the alerts say what was found. Two that watch at once do no harm."""
        with self._database.read() as session:
            rules = self._rulebook.desk(session).hotspot
            is_new = self._known.take(session, rules, go_on, now=now)
            if not go_on():
                return
            if not is_new and self._looked_at and now - self._looked_at < _AT_LEAST:
                return
            found = self._look(session, rules, go_on, now=now)
        self._looked_at = now
        if found:
            with self._database.write() as session:
                for subject, details in found.items():
                    see(session, AlertKind.HOTSPOT, details, subject=subject, now=now)
                if rules.join:
                    join_open_incidents(session, now=now)

    def _look(
        self, session: Session, rules: HotspotRules, breathe: Callable[[], object], *, now: datetime
    ) -> dict[str, dict[str, Any] | None]:
        """Return by subject what alerts are to say (None: it is over)."""
        alerts = session.scalars(
            select(Alert)
            .where(Alert.kind == AlertKind.HOTSPOT, text("alert.resolved_at IS NULL"), Alert.cleared_at.is_(None))
            .order_by(Alert.id)
        ).all()
        corpus, at = self._known.corpus(rules.least), days_of(now)
        if not is_known(corpus, window_at(corpus, rules, at), rules):
            return {}
        series = [[key_of(subject) for subject in alert.details["series"]] for alert in alerts]
        seen = look(
            corpus,
            rules,
            self._below(corpus, rules, breathe, now=now),
            series,
            _answered(session, rules, now=now),
            at=at,
        )
        found: dict[str, dict[str, Any] | None] = {alerts[place].subject: None for place in seen.over}
        for place, spot in seen.going_on.items():
            known = alerts[place].details
            found[alerts[place].subject] = known | _figures(
                corpus, spot, rules, known["series"], self._known.apart, now=now
            )
        for spot in seen.new:
            described = _described(session, corpus, spot)
            figures = _figures(corpus, spot, rules, described["series"], self._known.apart, now=now)
            found[described["series"][0]] = described | figures
        return found

    def _below(self, corpus: Corpus, rules: HotspotRules, breathe: Callable[[], object], *, now: datetime) -> float:
        """Return the limit of the day: it is learned from windows drawn by chance, and moves slowly."""
        if self._limit is None or self._limit[:2] != (now.date(), rules):
            self._limit = (now.date(), rules, limit(corpus, window_at(corpus, rules, days_of(now)), rules, breathe))
        return self._limit[2]


def _answered(session: Session, rules: HotspotRules, *, now: datetime) -> frozenset[int]:
    """Return the complaints of the window that somebody has dealt with as many: by resolving an alert, or an incident.

    What an open alert speaks of is its own.
    """
    since = now - timedelta(days=rules.days)
    inside = select(Ticket.id).where(Ticket.received_at > since, Ticket.incident_id.is_not(None))
    ids = set(session.scalars(inside))
    resolved = select(Alert.details).where(Alert.kind == AlertKind.HOTSPOT, Alert.resolved_at > since)
    for details in session.scalars(resolved):
        ids.update(details["tickets"])
    return frozenset(ids)


def _described(session: Session, corpus: Corpus, spot: Spot) -> dict[str, Any]:
    """Return what a new alert is about: its series in words, what it is called, and what its complaints share."""
    some = corpus.ids[spot.places[-_READ:]].tolist()
    said = read_said(session, some)
    words = {key_of(subject): subject for each in said for subject in subjects(each)}
    series = [words[key] for key in spot.keys if key in words]
    # The shortest parts of a phrase say nothing that it does not.
    series = [series[0], *sorted(series[1:], key=lambda each: -len(each))][:_SERIES]
    phrase = telling_phrase(series, [each.text for each in said])
    shared = shared_facts(read_facts(session, some)) | ({"phrase": phrase} if phrase else {})
    return {"name": phrase or _name(session, series[0]), "series": series, "shared": shared}


def _figures(
    corpus: Corpus, spot: Spot, rules: HotspotRules, series: Sequence[str], apart: int, *, now: datetime
) -> dict[str, Any]:
    """Return what changes as a hotspot grows; `curve` counts its days up to now, the newest last.

    Before the window one of `apart` complaints is known.
    """
    number = corpus.number_of(key_of(series[0]))
    places = spot.places if number is None else corpus.holding(number, 0, len(corpus))
    ages = (days_of(now) - corpus.at[places]).astype(np.int64)
    curve = np.bincount(ages[ages < _CURVE], minlength=_CURVE)
    curve[rules.days :] *= apart
    first = datetime.fromtimestamp(float(corpus.at[spot.places].min()) * 86_400, UTC)
    return {
        "count": spot.count,
        "expected": round(spot.expected, 1),
        "days": rules.days,
        "since": first.replace(microsecond=0).isoformat(),
        "tickets": corpus.ids[spot.places][-_TICKETS:].tolist(),
        "curve": curve[::-1].tolist(),
    }


def _name(session: Session, subject: str) -> str:
    sort, _, value = subject.partition(":")
    if sort == Sort.CATEGORY:
        return session.get_one(Category, int(value)).path
    return value
