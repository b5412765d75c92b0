"""`main.py db ACTION`: set up, copy and look after the database; decide what waits for a person."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from app.services.backup import back_up
from app.services.database import Database
from app.services.deadlines.delivery import send_again, settle
from app.services.deadlines.drafts import rules_of_file
from app.services.deadlines.escalation import release
from app.services.deadlines.impact import Preview, preview
from app.services.deadlines.rule_changes import apply
from app.services.deadlines.rule_undoing import undo
from app.services.deadlines.rulebook import DESK, Rulebook, check_file, publish_file, use_policy
from app.services.first_start import make_ready
from app.services.handling.new_desk_rules import desk_rules_file, put_in_force
from app.services.holds import confirm_time
from app.services.restore import restore
from app.services.schema import require_schema
from app.services.status import status_lines
from app.settings import Settings
from app.terminal import identity


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the actions and what each is told."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    for name, action, about in _ACTIONS:
        found = actions.add_parser(name, help=about, description=about[:1].upper() + about[1:])
        found.set_defaults(action=action)
        if action is _back_up:
            found.add_argument("folder", type=Path, nargs="?", help="where to; by default as set")
        if action is _confirm_time:
            found.add_argument(
                "--by", default=getpass.getuser(), metavar="NAME", help="who looked (default: %(default)s)"
            )
        if action is _release:
            found.add_argument("clock", type=identity, help="its identity, from `db status`")
        if action is _restore:
            found.add_argument("copy", type=Path, help="a file that `db backup` or an upgrade has made")
        if action in (_publish, _check, _preview, _apply):
            found.add_argument("file", type=Path, help="a policy, calendar or desk rules file (.toml)")
        if action is _apply:
            found.add_argument("--reason", required=True, help="why, for the record")
        if action is _undo:
            found.add_argument("change", type=identity, help="its identity, as `db apply` has told it")
        if action is _use_policy:
            found.add_argument("code", help="the code of a policy that is in force")
        if action in (_send_again, _settle):
            found.add_argument("message", type=identity, help="its identity, from `db status`")


def run(arguments: Namespace, settings: Settings) -> int:
    """Do the action; raises the refusals of what it calls."""
    database = Database(settings.database_address)
    try:
        for line in arguments.action(database, arguments, settings):
            sys.stdout.write(f"{line}\n")
    finally:
        database.close()
    return 0


def _upgrade(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    done = make_ready(database, settings.database.backup_folder, now=database.time())
    return [*done, f"{database.name} is up to date."]


def _status(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    with database.read() as session:
        require_schema(session)
        return list(status_lines(session, now=database.time()))


def _back_up(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    folder = arguments.folder or (Path(settings.database.backup_folder) if settings.database.backup_folder else None)
    return [str(back_up(database, folder, now=database.time()))]


def _confirm_time(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    with database.write() as session:
        require_schema(session)
        hold = confirm_time(session, arguments.by, now=database.time())
        return [f"Confirmed: {hold.reason}. The sweep goes on at its next tick."]


def _release(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    with database.write() as session:
        require_schema(session)
        release(session, arguments.clock, now=database.time())
    return [f"Clock {arguments.clock} is swept again."]


def _send_again(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    with database.write() as session:
        require_schema(session)
        send_again(session, arguments.message, now=database.time())
    return [f"Message {arguments.message} leaves again."]


def _settle(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    with database.write() as session:
        require_schema(session)
        settle(session, arguments.message)
    return [f"Message {arguments.message} is left as it is."]


def _restore(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    restore(database, arguments.copy)
    return [f"{database.name} holds what was copied to {arguments.copy}.", *_upgrade(database, arguments, settings)]


def _check(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    code = DESK if desk_rules_file(arguments.file) else check_file(arguments.file)
    return [f"{arguments.file}: {code} can be published."]


def _publish(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    with database.write() as session:
        require_schema(session)
        if text := desk_rules_file(arguments.file):
            done = put_in_force(session, Rulebook(), text, person_id=None, as_operator=True, now=database.time())
            judged = f"{done.judged:,} open complaints are judged by it, {done.risky:,} are of high risk only now"
            return [f"{DESK} is in force as version {done.number}: {judged}."]
        version = publish_file(session, arguments.file, now=database.time())
    return [f"{version.code} is in force as version {version.number}, for clocks that start from now on."]


def _preview(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    now = database.time()
    rules = rules_of_file(arguments.file, now=now)
    with database.read() as session:
        require_schema(session)
        return _figures(preview(session, Rulebook(), rules, now=now))


def _apply(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    now = database.time()
    rules, rulebook = rules_of_file(arguments.file, now=now), Rulebook()
    with database.write() as session:
        require_schema(session)
        found = preview(session, rulebook, rules, now=now)
        change = apply(session, rulebook, found, arguments.reason, person_id=None, as_operator=True, now=now)
        return [*_figures(found), f"In force as change {change.id}: `main.py db undo-rules {change.id}` takes it back."]


def _undo(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    with database.write() as session:
        require_schema(session)
        undoing = undo(session, arguments.change, person_id=None, as_operator=True, now=database.time())
    kept = [f"{each.number} {each.target}: {each.touched} since, stays as it is" for each in undoing.kept]
    return [*kept, f"{undoing.back} clocks have what they had, {undoing.moved} deadlines have moved back."]


def _figures(found: Preview) -> list[str]:
    """Say what new rules do, for all and by target."""
    return [
        f"{name}: {each.moved} of {each.clocks} open deadlines move ({each.earlier} earlier, {each.later} later); "
        f"{each.become_late} become late, {each.no_longer_late} no longer are; {each.steps} steps fall due at once; "
        f"{each.recorded} are set by another system, {each.unpromised} are promised no more and stay"
        for name, each in (("all", found.figures), *found.by_target.items())
    ]


def _use_policy(database: Database, arguments: Namespace, settings: Settings) -> list[str]:
    with database.write() as session:
        require_schema(session)
        use_policy(session, arguments.code)
    return [f"New complaints come under {arguments.code}, unless an import says another policy."]


_Action = Callable[[Database, Namespace, Settings], list[str]]
_ACTIONS: tuple[tuple[str, _Action, str], ...] = (
    ("upgrade", _upgrade, "make the tables, or bring them up to date after a backup copy"),
    ("status", _status, "show what runs, what is held and what waits for a person"),
    ("backup", _back_up, "copy the database while others work"),
    ("restore", _restore, "put a copy back into a database that is empty"),
    ("check", _check, "check a file of a policy, a calendar or the desk's rules: what is wrong, and on which line"),
    ("publish", _publish, "put a file of a policy, a calendar or the desk's rules in force"),
    ("preview", _preview, "show what a policy or calendar file would do to the deadlines that are open"),
    ("apply", _apply, "put a policy or calendar file in force, for the deadlines that are open too"),
    ("undo-rules", _undo, "take a change of rules back: open deadlines and what is in force"),
    ("use-policy", _use_policy, "choose the policy for complaints of which nobody says another one"),
    ("confirm-time", _confirm_time, "let the sweep go on after the wall clock jumped"),
    ("release", _release, "give a clock that was set aside back to the sweep"),
    ("send-again", _send_again, "send a message that failed, or whose fate is unknown, once more"),
    ("settle", _settle, "leave a message that failed, or whose fate is unknown, as it is"),
)
