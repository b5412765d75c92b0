"""`main.py channels ACTION`: where messages go beside e-mail: group robots and webhooks, and whether they arrive."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from sqlalchemy.orm import Session

from app.models.people import Language, Role
from app.services.database import Database
from app.services.deadlines.addresses import (
    AddressRow,
    Group,
    add_address,
    channel_named,
    channels_with_addresses,
    list_addresses,
    ready_channels,
    remove_address,
    trial,
    trial_for,
)
from app.services.deadlines.channels.base import AddressError, Fate
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.sealing import Address, Seal
from app.services.people import person_here, team_named
from app.services.schema import require_schema
from app.settings import Settings
from app.terminal import identity

_ADD = (
    "The address is asked for, and not echoed, or read from the first line of standard input, so that it stays out of "
    "the shell's history; the secret that it is signed with, if it has one, is the second line. It is kept encrypted: "
    "add addresses where the key is, on the machine of `serve`."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the actions and what each is told."""
    actions = parser.add_subparsers(title="actions", required=True, dest="action", metavar="ACTION")
    add = actions.add_parser("add", help="keep the address of a person or of a group", description=_ADD)
    add.add_argument("channel", choices=channels_with_addresses(), help="whose address it is: %(choices)s")
    add.add_argument("label", help="what people call it")
    whose = add.add_mutually_exclusive_group(required=True)
    whose.add_argument("--person", metavar="NAME", help="the address of one person")
    whose.add_argument("--role", choices=[each.value for each in Role], help="of a group: everybody with this role")
    add.add_argument("--team", metavar="NAME", help="only those of this team; otherwise of the whole floor")
    add.add_argument(
        "--language",
        choices=[each.value for each in Language],
        default=Language.CHINESE.value,
        help="of a group's messages (default: zh)",
    )
    actions.add_parser("list", help="show the addresses, without what is secret")
    remove = actions.add_parser("remove", help="take an address away; what waits for it stays at home")
    remove.add_argument("address", type=identity, help="its number, from `channels list`")
    test = actions.add_parser("test", help="send a real message to an address, and show what came of it")
    where = test.add_mutually_exclusive_group(required=True)
    where.add_argument("address", nargs="?", type=identity, help="its number, from `channels list`")
    where.add_argument("--email", metavar="NAME", help="the e-mail address of this person, by the mail server")


def run(arguments: Namespace, settings: Settings) -> int:
    """Do the action; raises the refusals of addresses, people, key and database."""
    database = Database(settings.database_address)
    try:
        if arguments.action == "test":
            return _test(database, arguments, settings)
        address = _asked() if arguments.action == "add" else Address("")
        with database.write() as session:
            require_schema(session)
            lines = _do(session, arguments, settings, address)
    finally:
        database.close()
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0


def _do(session: Session, arguments: Namespace, settings: Settings, address: Address) -> list[str]:
    match arguments.action:
        case "add":
            if arguments.team and not arguments.role:
                raise AddressError("--team stands beside --role.")
            group = Group(
                person_here(session, arguments.person).id if arguments.person else None,
                Role(arguments.role) if arguments.role else None,
                team_named(session, arguments.team).id if arguments.team else None,
            )
            channel, language = channel_named(ready_channels(settings), arguments.channel), Language(arguments.language)
            added = add_address(
                session, Seal(settings.channel), channel, arguments.label, address, group, language=language
            )
            return [f"Address {added.id} is kept; `channels test {added.id}` shows whether it is right."]
        case "remove":
            return [f"{remove_address(session, arguments.address).label} is told nothing any more."]
    return [_in_words(row) for row in list_addresses(session)]


def _test(database: Database, arguments: Namespace, settings: Settings) -> int:
    ready = ready_channels(settings)
    with database.read() as session:
        require_schema(session)
        if arguments.email is None:
            name, message = trial(session, Seal(settings.channel), arguments.address, now=database.time())
        else:
            name, person = EmailChannel.name, person_here(session, arguments.email)
            message = trial_for(session, channel_named(ready, name), person.id, now=database.time())
    # No transaction is open while it is under way.
    channel = channel_named(ready, name)
    receipt = channel.send(message)
    channel.close()
    if receipt.fate is not Fate.SENT:
        raise AddressError("{channel}: {fate}: {reason}", channel=name, fate=receipt.fate.value, reason=receipt.reason)
    sys.stdout.write(f"{name}: sent. Look whether it is there.\n")
    return 0


def _asked() -> Address:
    if sys.stdin.isatty():
        return Address(getpass.getpass("Address: ").strip(), getpass.getpass("Secret, or nothing: ").strip())
    lines = [line.strip() for line in sys.stdin.read().splitlines()] + ["", ""]
    return Address(lines[0], lines[1])


def _in_words(row: AddressRow) -> str:
    whose = row.person or " ".join(filter(None, (row.role.value if row.role else "", row.team)))
    return "\t".join([str(row.id), row.channel, row.label, whose, row.language.value])
