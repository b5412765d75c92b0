"""`main.py people ACTION`: say who works here, in which role, what they carry and serve, and where to reach them."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.people import Language, Role
from app.services.database import Database
from app.services.people import add_person, everybody, let_go, queues_served, set_capacity, set_queues
from app.services.schema import require_schema
from app.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the actions and what each is told."""
    actions = parser.add_subparsers(title="actions", required=True, dest="action", metavar="ACTION")
    add = actions.add_parser("add", help="add a person")
    add.add_argument("name")
    add.add_argument("--role", choices=[*Role], default=Role.AGENT.value, help="default: %(default)s")
    add.add_argument("--email", help="where escalation messages go")
    add.add_argument("--team", help="who they report with; a new team is made")
    add.add_argument(
        "--language", choices=[*Language], default=Language.CHINESE.value, help="of messages (default: zh)"
    )
    change = actions.add_parser("change", help="say anew what a person can carry, and which queues they serve")
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
            return _equip(session, arguments.name, arguments) or ["Nothing to change: give --capacity or --queue."]
        case "remove":
            return [f"{let_go(session, arguments.name, now=now).name} works here no more."]
    served = queues_served(session)
    return [
        "\t".join([p.role, p.name, team or "-", p.email or "-", str(p.capacity), ", ".join(served.get(p.id, "-"))])
        for p, team in everybody(session)
    ]


def _equip(session: Session, name: str, arguments: Namespace) -> list[str]:
    """Set what is given of capacity and queues, and say it."""
    lines = []
    if arguments.capacity is not None:
        person = set_capacity(session, name, arguments.capacity)
        lines.append(f"{person.name} can carry {person.capacity} open complaints.")
    if arguments.queue is not None:
        lines += [f"{queue} is a new queue." for queue in set_queues(session, name, arguments.queue)]
        lines.append(f"{name} serves {', '.join(sorted(arguments.queue)) or 'no queue'}.")
    return lines
