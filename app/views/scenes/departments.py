"""What people are asked when they write to customers and ask departments."""

from app.models.department import TaskState
from app.services.handling.task_list import TaskRow, open_tasks
from app.views.case.action_bar import Drafts
from app.views.dialogs.ask_department import AskDepartment
from app.views.dialogs.record_call import RecordCall
from app.views.dialogs.task_words import ANSWER, SEND_BACK, WITHDRAW, TaskWords
from app.views.dialogs.write_notice import WriteNotice
from app.views.scenes import Scenes
from app.views.studio import Studio


def _task(studio: Studio, state: TaskState) -> TaskRow:
    """Return a task of the demo that stands so."""
    with studio.desk.database.read() as session:
        return next(row for row in open_tasks(session) if row.state is state)


def _words(studio: Studio, state: TaskState, what: str) -> TaskWords:
    """Ask what is said about a task."""
    return TaskWords(studio.desk, studio.window, _task(studio, state), what)


SCENES: Scenes = {
    AskDepartment: {"": lambda studio: AskDepartment(studio.desk, studio.window, studio.case, Drafts())},
    RecordCall: {"": lambda studio: RecordCall(studio.desk, studio.window, studio.case, Drafts())},
    TaskWords: {
        "answer": lambda studio: _words(studio, TaskState.ASKED, ANSWER),
        "send-back": lambda studio: _words(studio, TaskState.ANSWERED, SEND_BACK),
        "withdraw": lambda studio: _words(studio, TaskState.ASKED, WITHDRAW),
    },
    WriteNotice: {"": lambda studio: WriteNotice(studio.desk, studio.window, studio.case, Drafts())},
}
