"""What the forms of an incident have in common: they read what can be chosen before they are filled in."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import Person
from app.views.case.form import Form

Choices = Sequence[tuple[str, int]]


class IncidentForm(Form):
    """A form about one incident."""

    def read(self, session: Session) -> Any:
        """Return what the form has to know, in a thread."""

    def come(self, found: Any) -> None:
        """Take what was read."""

    def begin(self) -> None:
        """Put the form in the language, and read what it has to know."""
        self.retranslate()
        self.check()

        def reading() -> Any:
            with self.desk.database.read() as session:
                return self.read(session)

        self.desk.tasks.run(self, reading, self.come)


def people(session: Session) -> Choices:
    """Return who works here, by name."""
    rows = session.execute(select(Person.name, Person.id).where(Person.active).order_by(Person.name, Person.id))
    return [(name, id_) for name, id_ in rows]


def fill(box: QComboBox, choices: Choices, chosen: int | None = None) -> None:
    """Offer choices below the first line, which stands for none of them."""
    while box.count() > 1:
        box.removeItem(1)
    for words, id_ in choices:
        box.addItem(words, id_)
    box.setCurrentIndex(max(box.findData(chosen), 0) if chosen is not None else 0)
