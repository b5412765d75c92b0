"""Makes a database ready to work on: checked, up to date, with sample rules, shift patterns and a floor."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import available_timezones

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.floor import Floor
from app.models.people import Language, Role
from app.models.sla import CalendarVersion
from app.services.database import Database, DatabaseError
from app.services.deadlines.rulebook import install_samples
from app.services.handling.root_cause_samples import install_root_causes
from app.services.people import add_person, proper_name
from app.services.schema import schema_version, upgrade
from app.services.staffing.samples import install_staffing

FIRST_FLOOR = "Floor 1"


@dataclass(frozen=True)
class FirstFloor:
    """What a person says of their floor at the first start, and who they are; raises `DomainError` for nonsense."""

    name: str
    zone: str
    person: str
    role: Role
    language: Language

    def __post_init__(self) -> None:
        """Refuse it before there is a database to put it in."""
        for name in (self.name, self.person):
            proper_name(name)
        if self.zone not in available_timezones():
            raise DatabaseError("There is no time zone called {name}.", name=self.zone)


def make_ready(
    database: Database,
    backup_folder: str = "",
    first: FirstFloor | None = None,
    language: Language = Language.CHINESE,
    *,
    now: datetime,
) -> list[str]:
    """Check the embedded file, bring the tables up to date, publish missing sample rules, make the first floor.

    Where there is no floor yet it is made as `first` says. A floor without shift patterns gets samples of them, named
    in the language of `first`, else in `language`. Returns a sentence for each thing that was done; raises
    `DatabaseError`.
    """
    database.create()
    with database.read() as session:
        if database.embedded:
            _require_sound_file(database, session)
        found = schema_version(session)
    copy = upgrade(database, Path(backup_folder) if backup_folder else None, now=now)
    done = [f"The tables were version {found} and were copied to {copy} first."] if copy else []
    with database.write() as session:
        if installed := install_samples(session, now=now):
            done.append(f"Published the sample rules {', '.join(installed)}.")
        if session.scalars(select(Floor.id).limit(1)).first() is None:
            done.append(f"Opened the floor {_open_first(session, first)}.")
        if install_root_causes(session, first.language if first else language):
            done.append("Wrote down the sample root causes.")
        if install_staffing(session, first.language if first else language):
            done.append("Wrote down the sample shift patterns and the rules of the three tiers.")
    return done


def _open_first(session: Session, first: FirstFloor | None) -> str:
    if first is None:
        calendar = session.scalars(select(CalendarVersion).order_by(CalendarVersion.id).limit(1)).one()
        floor = Floor(name=FIRST_FLOOR, zone=calendar.specification["zone"])
    else:
        floor = Floor(name=proper_name(first.name), zone=first.zone)
    session.add(floor)
    if first is not None:
        add_person(session, first.person, first.role, email=None, team=None, language=first.language)
    return floor.name


def _require_sound_file(database: Database, session: Session) -> None:
    # Table by table: of what texts are found by it would also work out whether it fits together, which takes seconds.
    checked = "FROM sqlite_master, pragma_quick_check(sqlite_master.name) WHERE type = 'table' AND rootpage > 0"
    answer = session.execute(text(f"SELECT quick_check {checked} AND quick_check <> 'ok' LIMIT 1")).scalar()
    if answer is not None:
        raise DatabaseError(
            "The database file {file} is damaged ({answer}): put a backup in its place.",
            file=database.file,
            answer=answer,
        )
