"""What people are asked about the record of a complaint and its files, and what a source could not bring."""

from sqlalchemy import select

from app.models.evidence import Attachment
from app.services.intake.evidence import AttachmentRow, evidence_of
from app.services.intake.feeds.source_list import SourceRow, read_sources
from app.views.case.actions import ACTS
from app.views.dialogs.correct_record import CorrectRecord
from app.views.dialogs.feed_rejects import FeedRejects
from app.views.dialogs.remove_evidence import RemoveEvidence
from app.views.scenes import Scenes
from app.views.studio import Studio


def _file(studio: Studio) -> AttachmentRow:
    """Return a file of some complaint."""
    with studio.desk.database.read() as session:
        return evidence_of(session, session.scalars(select(Attachment.ticket_id)).first() or 0)[0]


def _source(studio: Studio) -> SourceRow:
    """Return the source that has brought most that is refused."""
    with studio.desk.database.read() as session:
        sources = read_sources(session, by=studio.desk.me(), now=studio.desk.now())
    return max(sources.rows, key=lambda row: row.rejects)


SCENES: Scenes = {
    CorrectRecord: {"": lambda studio: CorrectRecord(studio.desk, studio.window, studio.case, ACTS["correct"])},
    FeedRejects: {"": lambda studio: FeedRejects(studio.desk, studio.window, _source(studio))},
    RemoveEvidence: {"": lambda studio: RemoveEvidence(studio.desk, studio.window, studio.case, _file(studio))},
}
