"""Hotspots: what many complain of lately, and the incidents that were opened for it and are solved once for all."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QTabWidget, QVBoxLayout
from sqlalchemy.orm import Session

from app.models.desk import Incident
from app.services.handling.incident_rows import (
    HotspotRow,
    IncidentRow,
    MemberRow,
    complaints_with,
    members_of,
    read_hotspots,
    read_incidents,
)
from app.services.handling.incidents import add_to_incident, leave_incident
from app.views.bridge import Changes
from app.views.hotspots.columns import (
    HOTSPOT_COLUMNS,
    INCIDENT_COLUMNS,
    MEMBER_COLUMNS,
    hotspots_as,
    incidents_as,
    shared_in_words,
    usual,
)
from app.views.hotspots.page import HotspotPage
from app.views.i18n import Sentence, number
from app.views.pane import Desk, Pane
from app.views.reader import Reader
from app.views.theme import GAP, PAD

_Rows = tuple[tuple[HotspotRow, ...], tuple[IncidentRow, ...]]


class HotspotsPane(Pane):
    """Two pages: hotspots with what their complaints share, and incidents with what can be done with them."""

    title = "Hotspots"
    icon = "hotspot"
    position = 26
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Alert", "Incident", "Ticket", "Person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._has_come = False
        self._rows: _Rows = ((), ())
        self.tabs = QTabWidget(documentMode=True, usesScrollButtons=False)
        self.hotspots = HotspotPage(desk, HOTSPOT_COLUMNS, "name", ("open", "show"))
        doings = ("add", "solve", "reopen", "owner", "leave")
        # To which incident they belong goes without saying there.
        self.incidents = HotspotPage(desk, INCIDENT_COLUMNS, "title", doings, MEMBER_COLUMNS[:-1])
        self.incidents.curve.hide()
        self.reader = Reader(desk, self._begin, self)
        self.members = Reader(desk, self._begin_members, self)
        self.tabs.addTab(self.hotspots, "")
        self.tabs.addTab(self.incidents, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, PAD)
        column.addWidget(self.tabs)
        self.setFocusProxy(self.tabs)
        self._listen()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read both lists anew; they are short."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language; the tables hear of it themselves."""
        open_, show = self.hotspots.buttons["open"], self.hotspots.buttons["show"]
        open_.setText(self.tr("&Open an incident…"))
        open_.setToolTip(self.tr("Group these complaints under one incident, to solve them once"))
        show.setText(self.tr("Show the &incident"))
        buttons = self.incidents.buttons
        buttons["solve"].setText(self.tr("&Solve…"))
        buttons["solve"].setToolTip(self.tr("Resolve all complaints of this incident with one solution"))
        buttons["reopen"].setText(self.tr("&Reopen…"))
        buttons["owner"].setText(self.tr("O&wner…"))
        buttons["leave"].setText(self.tr("&Take out"))
        buttons["leave"].setToolTip(self.tr("Let the selected complaints belong to this incident no more"))
        self.hotspots.table.setAccessibleName(self.tr("Hotspots"))
        self.incidents.table.setAccessibleName(self.tr("Incidents"))
        for page in (self.hotspots, self.incidents):
            page.members.setAccessibleName(self.tr("Complaints"))
        self._show()

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.members.came.connect(self._members_come)
        self.tabs.currentChanged.connect(lambda _: self._look())
        self.desk.requests.hotspot.connect(self._show_asked)
        self.hotspots.chosen.connect(self._look)
        self.incidents.chosen.connect(self._look)
        self.incidents.members.selectionModel().selectionChanged.connect(self._check)
        self.hotspots.connect_buttons(open=self._open, show=self._show_incident)
        self.incidents.connect_buttons(
            add=self._add, solve=self._solve, reopen=self._reopen, owner=self._own, leave=self._leave
        )

    def _begin(self) -> Callable[[Session], _Rows]:
        now = self.desk.now()
        return lambda session: (read_hotspots(session, now=now), read_incidents(session, now=now))

    def _come(self, rows: _Rows) -> None:
        self._rows, self._has_come = rows, True
        self._show()

    def _show(self) -> None:
        """Show both lists, and say what to do where one is empty."""
        hotspots, incidents = self._rows
        going_on = sum(row.ended_at is None for row in hotspots)
        unsolved = sum(row.solved_at is None for row in incidents)
        self.tabs.setTabText(0, self.tr("Hotspots ({count})").format(count=number(going_on)))
        self.tabs.setTabText(1, self.tr("Incidents ({count})").format(count=number(unsolved)))
        reading = self.tr("The hotspots are being read.")
        none = self.tr(
            "Nothing is complained of more often than usual. What many suddenly complain of stands here by itself, "
            "once five weeks of complaints are known."
        )
        first = self.tr("No incident is open. Open one from a hotspot: all its complaints are then solved at once.")
        self.hotspots.show_rows(hotspots_as(hotspots), empty=none if self._has_come else reading)
        self.incidents.show_rows(incidents_as(incidents), empty=first if self._has_come else reading)

    def _look(self) -> None:
        """Say what is looked at, and read its complaints."""
        hotspot: HotspotRow | None = self.hotspots.row()
        incident: IncidentRow | None = self.incidents.row()
        if hotspot:
            self._describe_hotspot(hotspot)
        if incident:
            self._describe_incident(incident)
        self._check()
        self.members.ask(hurried=True)

    def _describe_hotspot(self, row: HotspotRow) -> None:
        words = self.tr("{count} complaints in {days} days; about {usual} are usual.")
        said = words.format(count=number(row.count), days=number(row.days), usual=usual(row))
        self.hotspots.heading.setText(row.name)
        self.hotspots.facts.setText("\n".join(filter(None, (said, shared_in_words(row.shared)))))
        self.hotspots.curve.show_days(row.curve, row.days)
        self.hotspots.buttons["open"].setVisible(row.incident_id is None)
        self.hotspots.buttons["show"].setVisible(row.incident_id is not None)

    def _describe_incident(self, row: IncidentRow) -> None:
        said = list(filter(None, (shared_in_words(row.shared),)))
        if row.solved_at:
            said.append(self.tr("Solved by {person}: {solution}").format(person=row.solved_by, solution=row.solution))
        if row.root_cause:
            said.append(self.tr("Root cause: {cause}").format(cause=row.root_cause))
        self.incidents.heading.setText(row.title)
        self.incidents.facts.setText("\n".join(said))
        self.incidents.facts.setVisible(bool(said))
        buttons, is_open = self.incidents.buttons, row.solved_at is None
        fits = self.tr("&Add {count} that fit").format(count=number(len(row.fitting)))
        buttons["add"].setText(fits)
        buttons["add"].setVisible(bool(row.fitting))
        buttons["reopen"].setVisible(not is_open)
        for name in ("solve", "owner", "leave"):
            buttons[name].setVisible(is_open)

    def _check(self) -> None:
        self.incidents.buttons["leave"].setEnabled(bool(self.incidents.members.selected_ids()))

    def _begin_members(self) -> Callable[[Session], tuple[tuple[MemberRow, ...], tuple[MemberRow, ...]]]:
        hotspot: HotspotRow | None = self.hotspots.row()
        incident: IncidentRow | None = self.incidents.row()

        def read(session: Session) -> tuple[tuple[MemberRow, ...], tuple[MemberRow, ...]]:
            found = complaints_with(session, hotspot.tickets) if hotspot else ()
            return found, members_of(session, incident.id) if incident else ()

        return read

    def _members_come(self, found: tuple[tuple[MemberRow, ...], tuple[MemberRow, ...]]) -> None:
        for page, members in zip((self.hotspots, self.incidents), found, strict=True):
            page.show_members(members)

    def _show_asked(self, alert_id: int) -> None:
        self.tabs.setCurrentWidget(self.hotspots)
        self.hotspots.choose(alert_id)
        self.wanted.emit()

    def _show_incident(self) -> None:
        row = self.hotspots.row()
        if row:
            self.tabs.setCurrentWidget(self.incidents)
            self.incidents.choose(row.incident_id)
            self.incidents.table.setFocus()

    def _open(self) -> None:
        from app.views.dialogs.incident import OpenIncident

        row = self.hotspots.row()
        if row:
            # What is selected of them, or all.
            chosen = self.hotspots.members.selected_ids() or row.tickets
            dialog = OpenIncident(self.desk, self, chosen, called=row.name, alert_id=row.alert_id)
            dialog.opened.connect(self._show_opened)
            dialog.open()

    def _show_opened(self, incident_id: int) -> None:
        # It is chosen once it has been read.
        self.incidents.choose(incident_id)
        self.tabs.setCurrentWidget(self.incidents)
        self.reader.ask(hurried=True)

    def _solve(self) -> None:
        from app.views.dialogs.solve_incident import SolveIncident

        if row := self.incidents.row():
            SolveIncident(self.desk, self, row).open()

    def _reopen(self) -> None:
        from app.views.dialogs.solve_incident import ReopenIncident

        if row := self.incidents.row():
            ReopenIncident(self.desk, self, row).open()

    def _own(self) -> None:
        from app.views.dialogs.incident import OwnIncident

        if row := self.incidents.row():
            OwnIncident(self.desk, self, row).open()

    def _add(self) -> None:
        row: IncidentRow | None = self.incidents.row()
        if row is None:
            return
        desk, me = self.desk, self.desk.me()

        def work() -> int:
            with desk.database.write() as session:
                incident = session.get_one(Incident, row.id)
                return len(add_to_incident(session, incident, row.fitting, person_id=me, now=desk.now()).done)

        def say(count: int) -> None:
            said = Sentence(
                "HotspotsPane", "“{title}” has {count} complaints more.", title=row.title, count=number(count)
            )
            desk.notices.change(said)

        desk.tasks.run(self, work, say)

    def _leave(self) -> None:
        ids, desk, me = self.incidents.members.selected_ids(), self.desk, self.desk.me()

        def work() -> None:
            with desk.database.write() as session:
                leave_incident(session, ids, person_id=me, now=desk.now())

        said = Sentence("HotspotsPane", "Complaints taken out of the incident: {count}", count=number(len(ids)))
        desk.tasks.run(self, work, lambda _: desk.notices.change(said))
