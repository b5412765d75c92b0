"""`main.py people ACTION`: say who works here, in which role, and where messages reach them."""

import sys
from argparse import ArgumentParser, Namespace

from app.models.people import Language, Role
from app.services.database import Database
from app.services.people import add_person, everybody, let_go
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
    actions.add_parser("list", help="show who works here")
    remove = actions.add_parser("remove", help="let a person go; what they did stays on record")
    remove.add_argument("name")


def run(arguments: Namespace, settings: Settings) -> int:
    """Do the action; raises `PeopleError` and the database's refusals."""
    database = Database(settings.database_address)
    try:
        with database.write() as session:
            require_schema(session)
            if arguments.action == "add":
                person = add_person(
                    session,
                    arguments.name,
                    Role(arguments.role),
                    email=arguments.email,
                    team=arguments.team,
                    language=Language(arguments.language),
                )
                lines = [f"{person.name} works here as {person.role}."]
            elif arguments.action == "remove":
                lines = [f"{let_go(session, arguments.name).name} works here no more."]
            else:
                lines = ["\t".join([p.role, p.name, team or "-", p.email or "-"]) for p, team in everybody(session)]
    finally:
        database.close()
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0
