"""The forms in which an incident is opened for complaints of one problem, and given to somebody."""

from collections.abc import Collection
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget
from sqlalchemy.orm import Session

from app.models.desk import Incident
from app.services.handling.incident_rows import IncidentRow
from app.services.handling.incidents import LONGEST_TITLE, Outcome, open_incident, set_incident_owner
from app.views.dialog import Dialog
from app.views.hotspots.incident_form import Choices, IncidentForm, fill, people
from app.views.i18n import Sentence, number
from app.views.pane import Desk


class OpenIncident(IncidentForm, Dialog):
    """Opens an incident for complaints, of a hotspot (`alert_id`) or chosen by hand; `opened` tells its id."""

    title = "Open an incident"
    opened = Signal(int)

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None,
        ticket_ids: Collection[int],
        *,
        called: str = "",
        alert_id: int | None = None,
    ) -> None:
        super().__init__(desk, parent, "")
        self._ticket_ids, self._alert_id = tuple(ticket_ids), alert_id
        self.name, self.owner = QLineEdit(called, maxLength=LONGEST_TITLE), QComboBox()
        self.name_label, self.owner_label, self.says = QLabel(), QLabel(), QLabel(wordWrap=True)
        self.name_label.setBuddy(self.name)
        self.owner_label.setBuddy(self.owner)
        self.owner.addItem("")
        for widget in (self.says, self.name_label, self.name, self.owner_label, self.owner):
            self.fields.addWidget(widget)
        self.fields.addStretch()
        self.name.textChanged.connect(self.check)
        self.name.setFocus()
        self.begin()

    def read(self, session: Session) -> Choices:
        """Read who could see to it."""
        return people(session)

    def come(self, found: Choices) -> None:
        """Offer them; who opens it sees to it unless somebody says otherwise."""
        fill(self.owner, found, self.desk.me())

    def ready(self) -> bool:
        """Say whether it has a title."""
        return bool(self.name.text().strip())

    def work(self, session: Session, person_id: int | None, now: datetime) -> tuple[int, Outcome]:
        """Open it."""
        incident, outcome = open_incident(
            session,
            self._title,
            self._ticket_ids,
            alert_id=self._alert_id,
            owner_id=self._owner_id,
            person_id=person_id,
            now=now,
        )
        return incident.id, outcome

    def submit(self) -> None:
        """Take what stands in the fields, and do it."""
        self._title, self._owner_id = self.name.text(), self.owner.currentData()
        super().submit()

    def finish(self, outcome: tuple[int, Outcome]) -> None:
        """Tell how many belong to it, and its id."""
        id_, came = outcome
        values = {"title": self._title.strip(), "count": number(len(came.done))}
        said = Sentence("OpenIncident", "“{title}” is open for {count} complaints.", **values)
        if came.refused:
            said = Sentence(
                "OpenIncident",
                "“{title}” is open for {count} complaints; {left} belong elsewhere or are over.",
                left=number(len(came.refused)),
                **values,
            )
        self.desk.notices.change(said)
        self.accept()
        self.opened.emit(id_)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        count = number(len(self._ticket_ids))
        self.says.setText(
            self.tr("Complaints that will belong to it: {count}. It is solved once for all of them.").format(
                count=count
            )
        )
        self.name_label.setText(self.tr("&What is the problem?"))
        self.owner_label.setText(self.tr("Who &sees to it?"))
        self.name.setAccessibleName(self.tr("Title of the incident"))
        self.owner.setAccessibleName(self.tr("Owner of the incident"))
        self.owner.setItemText(0, self.tr("Nobody yet"))
        self.ok.setText(self.tr("&Open the incident"))


class OwnIncident(IncidentForm, Dialog):
    """Gives an incident to somebody."""

    title = "Owner of the incident"

    def __init__(self, desk: Desk, parent: QWidget | None, row: IncidentRow) -> None:
        super().__init__(desk, parent, row.title)
        self._row = row
        self.owner, self.owner_label = QComboBox(), QLabel()
        self.owner_label.setBuddy(self.owner)
        self.owner.addItem("")
        self.fields.addWidget(self.owner_label)
        self.fields.addWidget(self.owner)
        self.fields.addStretch()
        self.begin()

    def read(self, session: Session) -> Choices:
        """Read who could see to it."""
        return people(session)

    def come(self, found: Choices) -> None:
        """Offer them."""
        fill(self.owner, found, self._row.owner_id)

    def submit(self) -> None:
        """Take who was chosen, and do it."""
        self._owner_id = self.owner.currentData()
        super().submit()

    def work(self, session: Session, person_id: int | None, now: datetime) -> None:
        """Record it."""
        set_incident_owner(session, session.get_one(Incident, self._row.id), self._owner_id)

    def finish(self, outcome: None) -> None:
        """Say that it has been done."""
        self.desk.notices.change(Sentence("OwnIncident", "“{title}” has its owner.", title=self._row.title))
        self.accept()

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.owner_label.setText(self.tr("Who &sees to it?"))
        self.owner.setAccessibleName(self.tr("Owner of the incident"))
        self.owner.setItemText(0, self.tr("Nobody yet"))
        self.ok.setText(self.tr("&Give it"))
