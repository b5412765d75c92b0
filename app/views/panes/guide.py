"""The guide: tells a newcomer to the demo floor what they see, each step when it has really happened."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.services.demo.guide import LateRow, Story, ToldRow, read_story
from app.views.bridge import Changes
from app.views.field_words import TARGET_WORDS
from app.views.flow import Flow
from app.views.guide_step import GuideStep
from app.views.i18n import Sentence, percent, time_of_day
from app.views.pane import Desk, Pane
from app.views.queue.filter import Urgency, WorklistFilter
from app.views.reader import Reader
from app.views.seat import role_word
from app.views.theme import GAP, PAD, ROOM

# What a person may choose, in demo seconds a second; 0 stands still.
_SPEEDS = (0, 1, 60, 300)
# From the end of one reading to the next: a second of the floor changes much.
_PAUSE_MS = 2_000


class GuidePane(Pane):
    """Seven steps, the speed of time, and what this is."""

    title = "Guide"
    icon = "guide"
    area = Qt.DockWidgetArea.RightDockWidgetArea
    position = 60
    share = 3
    demo_only = True
    shows = frozenset({"Ticket", "Alert", "Activation", "CallOut"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        assert desk.demo, "the guide belongs to a demo"
        self._clock = desk.demo
        self.story = Story(None, None, None, None)
        self.about = QLabel(wordWrap=True)
        self.speeds = {speed: QPushButton() for speed in _SPEEDS}
        shows = (
            self._show_ladder,
            self._show_late,
            self._show_arrivals,
            self._show_alerts,
            self._show_activation,
            self._show_activation,
            self._show_all_late,
        )
        self.steps = [GuideStep(number, show) for number, show in enumerate(shows, 1)]
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self.reader.came.connect(self._show_story)
        self._arrange()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read anew what has happened; which rows changed does not matter."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put the guide in the language."""
        begun = time_of_day(self._clock.start, self.desk.zone)
        self.about.setText(
            self.tr("A made-up floor: nothing is real, and nothing is sent. It began at {time}.").format(time=begun)
        )
        for speed, button in self.speeds.items():
            button.setText(self.tr("{speed} ×").format(speed=speed) if speed else self.tr("Pause"))
            button.setToolTip(
                self.tr("Time runs {speed} times as fast.").format(speed=speed)
                if speed
                else self.tr("Time stands still.")
            )
        told = (
            self._climbed(),
            self._late(),
            self._surge(),
            self._answered(),
            self._called(),
            self._helped(),
            self._given(),
        )
        for step, (title, text, leads_to, happened) in zip(self.steps, told, strict=True):
            step.tell(title, text, leads_to, happened=happened)

    def _arrange(self) -> None:
        group = QButtonGroup(self)
        row = QWidget()
        speeds = Flow(row, spacing=GAP)
        for speed, button in self.speeds.items():
            group.addButton(button)
            speeds.addWidget(button)
            button.setCheckable(True)
            button.setChecked(speed == (0 if self._clock.paused else self._clock.speed))
            button.clicked.connect(lambda _=False, speed=speed: self._run_at(speed))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(ROOM)
        column.addWidget(self.about)
        column.addWidget(row)
        for step in self.steps:
            column.addWidget(step)
        column.addStretch(1)
        self._area = area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        # The buttons are what the keyboard goes to; the area between them is none.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.speeds[_SPEEDS[0]])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _run_at(self, speed: int) -> None:
        if speed:
            self._clock.run_at(speed)
        else:
            self._clock.pause()

    def _show_story(self, story: Story) -> None:
        self.story = story
        lit = [step for step in self.steps if step.badge.lit]
        self.retranslate()
        if new := [step for step in self.steps if step.badge.lit and step not in lit]:
            self._area.ensureWidgetVisible(new[0])

    def _begin(self) -> Callable[[Session], Story]:
        return partial(read_story, person_id=self.desk.me(), since=self._clock.start)

    def _climbed(self) -> tuple[str, str, str, bool]:
        title = self.tr("A climbed ladder")
        if (row := self.story.climbed) is None:
            hint = self.tr("One agent has not come today. The nearer a deadline, the higher the people who are told.")
            return title, hint, "", False
        ladder = self.tr("{number} climbed the ladder: {told}.").format(
            number=row.number, told=" → ".join(self._heard(each) for each in row.told)
        )
        return title, ladder, self.tr("Open the complaint"), True

    def _late(self) -> tuple[str, str, str, bool]:
        title = self.tr("A late complaint")
        if (row := self.story.late) is None:
            return title, self.tr("Late complaints are red and stand at the top of the queue."), "", False
        return title, self._lateness(row), self.tr("Open the complaint"), True

    def _surge(self) -> tuple[str, str, str, bool]:
        title = self.tr("A surge")
        if (row := self.story.surge) is None:
            return title, self.tr("Soon something will break. Watch “Arrivals” in the figures at the top."), "", False
        told = self.tr("Noticed at {time}: more complaints arrive than the forecast allows for.")
        if row.growth is not None:
            told = self.tr("Noticed at {time}: arrivals are {growth} above the forecast.")
        growth = percent(row.growth or 0, 0)
        told = told.format(time=time_of_day(row.raised_at, self.desk.zone), growth=growth)
        return title, told, self.tr("Show the arrivals"), True

    def _answered(self) -> tuple[str, str, str, bool]:
        title = self.tr("Your turn: answer the alert")
        surge = self.story.surge
        if surge is None or surge.answered_at is None:
            hint = self.tr("When the surge raises an alert, acknowledge it: everybody sees that somebody is on it.")
            return title, hint, self.tr("Show the alerts") if surge else "", False
        answered = self.tr("Answered at {time}.").format(time=time_of_day(surge.answered_at, self.desk.zone))
        return title, answered, self.tr("Show the alerts"), True

    def _called(self) -> tuple[str, str, str, bool]:
        title = self.tr("Your turn: call backup staff")
        leads_to = self.tr("Show the backup staff") if self.story.surge else ""
        if (row := self.story.help) is None:
            hint = self.tr(
                "There it is proposed how many of each tier to call, and shown what that does to the next hours."
            )
            return title, hint, leads_to, False
        done = self.tr("Called at {time}: {count}. Have said yes: {accepted}.")
        at = time_of_day(row.called_at, self.desk.zone)
        return title, done.format(count=row.called, time=at, accepted=row.accepted), leads_to, True

    def _helped(self) -> tuple[str, str, str, bool]:
        title = self.tr("Help is there")
        row = self.story.help
        if row is None or row.on_at is None:
            hint = self.tr("Who is called answers in a minute or two, and comes on. When it is calm, send them back.")
            return title, hint, "", False
        told = self.tr("The first of them came on at {time}. When it is calm, send them back.")
        told = told.format(time=time_of_day(row.on_at, self.desk.zone))
        return title, told, self.tr("Show the backup staff"), True

    def _given(self) -> tuple[str, str, str, bool]:
        title = self.tr("Your turn: give a complaint to somebody with room")
        if (at := self.story.given_at) is None:
            hint = self.tr("Drag one from the queue on to a person in the agent load. It can be undone.")
            return title, hint, self.tr("Show what is late"), False
        done = self.tr("Done at {time}, and on record.").format(time=time_of_day(at, self.desk.zone))
        return title, done, self.tr("Show what is late"), True

    def _lateness(self, row: LateRow) -> str:
        told = self.tr("{number} is late: {target} was due at {time}.")
        before = [self._heard(each) for each in row.told if each.at < row.due_at]
        if before:
            told = self.tr("{number} is late: {target} was due at {time}. Told before: {told}.")
        return told.format(
            number=row.number,
            target=Sentence("Worklist", TARGET_WORDS[row.target]),
            time=time_of_day(row.due_at, self.desk.zone),
            told=before[-1] if before else "",
        )

    def _heard(self, told: ToldRow) -> str:
        return self.tr("{role} {name} at {time}").format(
            role=role_word(told.role), name=told.name, time=time_of_day(told.at, self.desk.zone)
        )

    def _show_ladder(self) -> None:
        if self.story.climbed:
            self.desk.requests.case.emit(self.story.climbed.ticket_id)

    def _show_late(self) -> None:
        if self.story.late:
            self.desk.requests.case.emit(self.story.late.ticket_id)

    def _show_arrivals(self) -> None:
        self.desk.requests.pane.emit("ArrivalsPane")

    def _show_activation(self) -> None:
        self.desk.requests.pane.emit("ActivationPane")

    def _show_alerts(self) -> None:
        self.desk.requests.pane.emit("AlertsPane")

    def _show_all_late(self) -> None:
        self.desk.requests.worklist.emit(WorklistFilter(urgencies=frozenset({Urgency.LATE})))
