"""Files of a telephone system's contacts: one row for each call, or counts by interval, as a mapping says."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import ClassVar, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.floor import Floor, Queue
from app.services.bilingual import Bilingual
from app.services.intake.contact_mapping import ContactMapping, contact_mapping_named, known_contact_mappings
from app.services.intake.contact_rows import IntervalCounts, read_counts
from app.services.intake.drafts import Reject
from app.services.intake.limits import Limits
from app.services.intake.plain_files import FileKind, Part, RowCounts, Total
from app.services.intake.tables import Table
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.services.staffing.service_level import ServiceLevelRule


class Contacts(FileKind[IntervalCounts]):
    """Contacts by queue and interval: what a file says of an interval holds; queues that are new come with it."""

    name = "contacts"
    title = Bilingual("来电统计", "Contacts")
    holds = Bilingual(
        "每行一次来电，或每行一个技能组在一个时段的统计；映射说明各列的含义。",
        "One row for each call, or for each queue and interval; a mapping says what its columns are.",
    )
    subject = Bilingual("技能组", "Queue")
    figures = (
        Bilingual("时段", "Intervals"),
        Bilingual("呼入", "Offered"),
        Bilingual("接通", "Answered"),
        Bilingual("放弃", "Abandoned"),
        Bilingual("处理时长（秒）", "Handling (s)"),
    )
    also: ClassVar = {"contacts": Bilingual("来电 {count} 个", "{count} contacts")}
    mapped = True

    def __init__(self, mapping: ContactMapping) -> None:
        self.mapping, self.form = mapping, mapping.form

    @classmethod
    def mappings(cls) -> dict[str, str]:
        """Return the title of each mapping by its name."""
        return known_contact_mappings()

    @classmethod
    def with_mapping(cls, mapping: str) -> Self:
        """Return the kind with a mapping, by its name or its file; raises `MappingRefusedError`."""
        return cls(contact_mapping_named(mapping))

    @property
    def on_record(self) -> str:
        """What the import goes on record as."""
        return f"{self.name}/{self.mapping.name}"

    def zone(self, session: Session) -> str:
        """Return the zone that the mapping names."""
        return self.mapping.zone

    def reader(
        self, session: Session, *, now: datetime, limits: Limits
    ) -> Callable[[Table], Iterator[Part[IntervalCounts]]]:
        """Count who waited no longer than the floor's threshold, where the rows are single calls."""
        within = ServiceLevelRule.read(session).within
        return partial(read_counts, mapping=self.mapping, within=within, now=now, limits=limits)

    def write(self, session: Session, portions: Iterable[list[IntervalCounts]], counts: RowCounts) -> list[Reject]:
        """Write the intervals; one that is known takes the new figures."""
        counts.also["contacts"] = 0
        queues: dict[str, int] = {}
        for portion in portions:
            _learn(session, queues, {each.queue for each in portion}, self.mapping)
            rows = [
                IntervalRow(queues[each.queue], each.starts_at, self.mapping.minutes, *each[2:]) for each in portion
            ]
            done = record_intervals(session, rows)
            counts.also["contacts"] += sum(each.offered for each in portion)
            counts.added += done.added
            counts.changed += done.changed
            counts.unchanged += done.unchanged
        return []

    def total(self, row: IntervalCounts) -> Total:
        """Add up by queue."""
        return Total(row.queue, row.starts_at, (1, row.offered, row.answered, row.abandoned, row.handle_seconds))

    @classmethod
    def shown(cls, sums: tuple[float, ...]) -> tuple[float, ...]:
        """Show the handling time of one answered contact."""
        intervals, offered, answered, abandoned, handle_seconds = sums
        return intervals, offered, answered, abandoned, handle_seconds / max(answered, 1)


def _learn(session: Session, known: dict[str, int], names: set[str], mapping: ContactMapping) -> None:
    """Make the queues of these names known; one that is new joins the floor, which a first file makes in its zone."""
    missing = sorted(names - set(known))
    if not missing:
        return
    known.update(
        (name, id_) for name, id_ in session.execute(select(Queue.name, Queue.id).where(Queue.name.in_(missing)))
    )
    new = [name for name in missing if name not in known]
    if not new:
        return
    floor_id = session.scalars(select(Floor.id).order_by(Floor.id).limit(1)).first()
    if floor_id is None:
        floor = Floor(name=mapping.title[:100], zone=mapping.zone)
        session.add(floor)
        session.flush()
        floor_id = floor.id
    queues = [Queue(name=name, floor_id=floor_id) for name in new]
    session.add_all(queues)
    session.flush()
    known.update((queue.name, queue.id) for queue in queues)
