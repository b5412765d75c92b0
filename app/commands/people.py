"""`main.py people ACTION`: say who works here, in which role, what they carry, where to reach them, and who is away."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models.people import Language, Role
from app.services.absences import absent_until, come_back, leave, set_deputy, set_digest
from app.services.database import Database
from app.services.people import (
    add_person,
    everybody,
    let_go,
    person_here,
    queues_served,
    set_capacity,
    set_queues,
)
from app.services.pulse import floor_zone
from app.services.schema import require_schema
from app.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the actions and what each is told."""
    actions = parser.add_subparsers(title="actions", required=True, dest="action", metavar="ACTION")
    add = actions.add_parser("add", help="add a person")
    add.add_argument("name")
    add.add_argument(
        "--role", choices=[each.value for each in Role], default=Role.AGENT.value, help="default: %(default)s"
    )
    add.add_argument("--email", help="where escalation messages go")
    add.add_argument("--team", help="who they report with; a new team is made")
    add.add_argument(
        "--language",
        choices=[each.value for each in Language],
        default=Language.CHINESE.value,
        help="of messages (default: zh)",
    )
    change = actions.add_parser("change", help="say anew what a person carries and serves, and how they hear")
    change.add_argument("name")
    for action in (add, change):
        action.add_argument("--capacity", type=int, metavar="N", help="how many open complaints they can carry")
        action.add_argument(
            "--queue",
            action="append",
            metavar="NAME",
            help="a queue they serve; may be given several times, and a new queue is made",
        )
    change.add_argument("--no-queue", dest="queue", action="store_const", const=[], help="they serve no queue any more")
    change.add_argument("--deputy", metavar="NAME", help="who hears what is meant for them while they are away")
    change.add_argument("--no-deputy", dest="deputy", action="store_const", const="", help="the next one up hears it")
    change.add_argument(
        "--digest",
        type=int,
        metavar="MINUTES",
        help="what can wait comes together, so often; 0: each by itself",
    )
    leave_ = actions.add_parser("leave", help="a person is away: their deputy hears, or the next one up")
    leave_.add_argument("name")
    leave_.add_argument("--from", dest="since", type=_time, metavar="TIME", help="for example 2026-10-01; default: now")
    leave_.add_argument("--back", dest="until", type=_time, metavar="TIME", help="when they are here again")
    leave_.add_argument("--reason", default="")
    back = actions.add_parser("back", help="a person is here again")
    back.add_argument("name")
    actions.add_parser("list", help="show who works here")
    remove = actions.add_parser("remove", help="let a person go; what they did stays on record")
    remove.add_argument("name")


def run(arguments: Namespace, settings: Settings) -> int:
    """Do the action; raises `PeopleError` and the database's refusals."""
    database = Database(settings.database_address)
    try:
        now = database.time()
        with database.write() as session:
            require_schema(session)
            lines = _do(session, arguments, now)
    finally:
        database.close()
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0


def _do(session: Session, arguments: Namespace, now: datetime) -> list[str]:
    match arguments.action:
        case "add":
            role, language = Role(arguments.role), Language(arguments.language)
            email, team = arguments.email, arguments.team
            person = add_person(session, arguments.name, role, email=email, team=team, language=language)
            return [f"{person.name} works here as {person.role}.", *_equip(session, person.name, arguments)]
        case "change":
            return _equip(session, arguments.name, arguments) or [
                "Nothing to change: give --capacity or --queue, --deputy or --digest."
            ]
        case "leave":
            zone = ZoneInfo(floor_zone(session))
            since, until = (at and at.replace(tzinfo=at.tzinfo or zone) for at in (arguments.since, arguments.until))
            person = person_here(session, arguments.name)
            (absence,) = leave(session, [person.id], since=since, until=until, reason=arguments.reason, now=now)
            began = absence.started_at.astimezone(zone)
            return [f"{person.name} is away from {began:%Y-%m-%d %H:%M}{_until(absence.ended_at, zone)}."]
        case "back":
            person = person_here(session, arguments.name)
            away = come_back(session, [person.id], now=now)
            return [f"{person.name} is here again." if away else f"{person.name} was not away."]
        case "remove":
            return [f"{let_go(session, arguments.name, now=now).name} works here no more."]
    return _list(session, now)


def _list(session: Session, now: datetime) -> list[str]:
    served, people, zone = queues_served(session), everybody(session), ZoneInfo(floor_zone(session))
    names = {person.id: person.name for person, _ in people}
    away = absent_until(session, names, now=now)
    lines = []
    for person, team in people:
        row = [person.role, person.name, team or "-", person.email or "-", str(person.capacity)]
        row += [", ".join(served.get(person.id, "-")), names.get(person.deputy_id or 0, "-")]
        row.append(f"away{_until(away[person.id], zone)}" if person.id in away else "-")
        lines.append("\t".join(row))
    return lines


def _until(at: datetime | None, zone: ZoneInfo) -> str:
    return f" until {at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _equip(session: Session, name: str, arguments: Namespace) -> list[str]:
    """Set what is given of capacity and queues, and say it."""
    lines = []
    if arguments.capacity is not None:
        person = set_capacity(session, name, arguments.capacity)
        lines.append(f"{person.name} can carry {person.capacity} open complaints.")
    if arguments.queue is not None:
        lines += [f"{queue} is a new queue." for queue in set_queues(session, name, arguments.queue)]
        lines.append(f"{name} serves {', '.join(sorted(arguments.queue)) or 'no queue'}.")
    return lines + _hear(session, name, arguments)


def _hear(session: Session, name: str, arguments: Namespace) -> list[str]:
    """Set what is given of deputy and digest, and say it."""
    lines = []
    deputy, digest = getattr(arguments, "deputy", None), getattr(arguments, "digest", None)
    if deputy is not None:
        set_deputy(session, name, deputy or None)
        lines.append(f"While {name} is away, {deputy or 'the next one up'} hears what is meant for them.")
    if digest is not None:
        set_digest(session, name, digest or None)
        how = f"together, every {digest} minutes" if digest else "each by itself"
        lines.append(f"What can wait comes to {name} {how}.")
    return lines
