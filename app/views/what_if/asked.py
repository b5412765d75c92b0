"""What the what-if was asked, as the floor was read for it, and what the runs say of each mix of help."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models.activation import TIERS
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.whatif.floor_now import FloorNow, Mix, Offers, mix_of, up_to
from app.services.floor.whatif.offers import read_offers
from app.services.floor.whatif.outcome import LEAST_RUNS, Figure, Outcome, change_of, outcome_of
from app.services.floor.whatif.reading import read_floor_now
from app.services.staffing.service_level import ServiceLevelRule
from app.views.what_if import words
from app.views.what_if.runs import Runs
from app.views.what_if.sliders import LONGEST_HOURS
from app.views.what_if.table import Mixed

# Which queue (None: the whole floor), and whether it is a drill.
Question = tuple[int | None, bool]


@dataclass(frozen=True)
class Asked:
    """What was read for a question: the floor, by what it is judged, and who could be called."""

    question: Question
    floor: FloorNow
    rule: ServiceLevelRule
    offers: Offers

    @property
    def queue_id(self) -> int | None:
        """The queue that it is about; None: the whole floor."""
        return self.question[0]

    def mixes(self, wanted: Mapping[int, int]) -> list[Mix]:
        """Return the mix of each row, no help first."""
        return [(), *(mix_of(self.offers, up_to(tier, wanted)) for tier in TIERS)]

    def is_anything(self) -> bool:
        """Say whether there is anything to simulate: people, or work that waits or is expected."""
        return bool(self.floor.agents) or any(each.waiting or any(each.contacts) for each in self.floor.work)

    def mixed(self, runs: Runs, mix: Mix, *, proposed: bool) -> Mixed:
        """Return what a row shows of a mix, as far as it is known by now."""
        helped, without, outcome = runs.of(mix), runs.of(()), self._outcome(runs, mix)
        if outcome is None or helped is None or without is None or not mix:
            return Mixed(len(mix), proposed, outcome, None, {})
        names = {each.queue_id: each.name for each in self.floor.work}
        lending = {each.donor_queue_id for each in mix} & names.keys()
        changes = change_of(self.floor, self.rule, helped, without, lending | {self.queue_id})
        donors = words.most_costly_first({names[id_]: changes.queues[id_] for id_ in lending if id_ is not None})
        return Mixed(len(mix), proposed, outcome, self._of_queue(changes), donors)

    def promised(self, runs: Runs, mix: Mix, hours: float) -> dict[str, Any] | None:
        """Return what is expected without help and with a mix, as it can be kept in a row; None until it is known."""
        helped = self._outcome(runs, mix)
        if helped is None:
            return None
        return {
            "read_at": self.floor.read_at.isoformat(),
            "hours": hours,
            "runs": helped.runs,
            "without": _kept(self._outcome(runs, ())),
            "with": _kept(helped),
        }

    def _outcome(self, runs: Runs, mix: Mix) -> Outcome | None:
        known = runs.of(mix)
        if known is None or len(known) < LEAST_RUNS:
            return None
        queues = () if self.queue_id is None else (self.queue_id,)
        return self._of_queue(outcome_of(self.floor, self.rule, known, queues))

    def _of_queue(self, outcome: Outcome) -> Outcome:
        return outcome if self.queue_id is None else outcome.queues[self.queue_id]


def ask_floor(session: Session, question: Question, rulebook: Rulebook, *, me: int | None, now: datetime) -> Asked:
    """Read the floor and who could be called for it; who calls goes on leading."""
    queue_id, drill = question
    floor = read_floor_now(session, rulebook=rulebook, now=now, hours=LONGEST_HOURS)
    rule = ServiceLevelRule.read(session)
    offers = read_offers(session, queue_id, drill=drill, now=now)
    others = {tier: tuple(each for each in offered if each.person_id != me) for tier, offered in offers.items()}
    return Asked(question, floor, rule, others)


def _kept(outcome: Outcome | None) -> dict[str, Any]:
    """Return the figures of an outcome as they can be kept."""
    figures: dict[str, Figure | None] = {name: getattr(outcome, name, None) for name in words.FIGURES}
    return {name: asdict(each) if each else None for name, each in figures.items()}
