"""Who sits at this console: chosen once, remembered for each database, and put on record with what they do."""

import hashlib
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.models.people import Role
from app.services.database import Database
from app.services.people import PersonRow, people_here
from app.views.bridge import Changes
from app.views.i18n import Sentence
from app.views.memory import Memory
from app.views.tasks import Tasks

ROLES: Mapping[Role, Sentence] = {
    Role.AGENT: Sentence("Role", "Agent"),
    Role.TEAM_LEAD: Sentence("Role", "Team lead"),
    Role.SUPERVISOR: Sentence("Role", "Supervisor"),
    Role.MANAGER: Sentence("Role", "Manager"),
    Role.ADMINISTRATOR: Sentence("Role", "Administrator"),
}


class Seat(QObject):
    """The person who sits here; None until somebody has said so, or works here no more.

    Before a choice it is the `usual` one of a demo, or whom the shared database knows by the login's name, or the only
    one there is.
    """

    changed = Signal()

    def __init__(
        self, tasks: Tasks, database: Database, memory: Memory, parent: QObject | None = None, usual: int | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._database, self._memory = tasks, database, memory
        # An address may hold letters that a name in the memory may not.
        self._name = f"seat/{hashlib.sha256(database.name.encode()).hexdigest()[:16]}"
        self._usual = usual
        self._login: str | None = None
        self.people: tuple[PersonRow, ...] = ()
        self.person: PersonRow | None = None

    def person_id(self) -> int | None:
        """Return who sits here, for the record."""
        return self.person.id if self.person else None

    def take(self, person: PersonRow) -> None:
        """Let somebody sit here from now on, and at the next start."""
        self._memory.keep(self._name, person.name)
        if person not in self.people:
            self.people = (*self.people, person)
        self._sit(person)

    def look(self) -> None:
        """Read who works here; the answer comes by `changed`."""
        self._tasks.run(self, self._read, self._show)

    def hear(self, changes: Changes | None) -> None:
        """Take what changed (None: anything may have)."""
        if changes is None or "Person" in changes:
            self.look()

    def _read(self) -> tuple[tuple[PersonRow, ...], str | None]:
        with self._database.read() as session:
            return people_here(session), self._database.login(session)

    def _show(self, found: tuple[tuple[PersonRow, ...], str | None]) -> None:
        self.people, self._login = found
        by_name = {person.name: person for person in self.people}
        likely = [each for each in self.people if self._usual is None or each.id == self._usual]
        only = likely[0] if len(likely) == 1 else None
        if only and self._usual is None and not self._memory.text(self._name):
            # They go on sitting here when others come to work.
            self._memory.keep(self._name, only.name)
        chosen = self._memory.text(self._name)
        self._sit(by_name.get(chosen) if chosen else by_name.get(self._login or "", only))

    def _sit(self, person: PersonRow | None) -> None:
        self.person = person
        self.changed.emit()


def role_word(role: Role) -> str:
    """Return the word for a role in the language of now."""
    return str(ROLES[role])
