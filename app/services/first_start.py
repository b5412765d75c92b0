"""Makes a database ready to work on: checked, up to date, with sample rules and a floor to begin with."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.floor import Floor
from app.models.sla import CalendarVersion
from app.services.database import Database, DatabaseError
from app.services.deadlines.rulebook import install_samples
from app.services.schema import schema_version, upgrade

FIRST_FLOOR = "Floor 1"


def make_ready(database: Database, backup_folder: str = "", *, now: datetime) -> list[str]:
    """Check the embedded file, bring the tables up to date, publish missing sample rules, make the first floor.

    Returns a sentence for each thing that was done; raises `DatabaseError`.
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
            zone = session.scalars(select(CalendarVersion).order_by(CalendarVersion.id).limit(1)).one()
            session.add(Floor(name=FIRST_FLOOR, zone=zone.specification["zone"]))
            done.append(f"Opened the floor {FIRST_FLOOR}.")
    return done


def _require_sound_file(database: Database, session: Session) -> None:
    answer = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
    if answer != "ok":
        raise DatabaseError(
            "The database file {file} is damaged ({answer}): put a backup in its place.",
            file=database.file,
            answer=answer,
        )
