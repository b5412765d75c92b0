"""What people are asked about what customers are given, and about how a case ends, parts and belongs."""

from app.models.desk import Compensation
from app.services.handling.compensation import CompensationRow, compensations
from app.views.case.actions import ACTS
from app.views.dialogs.close_case import CloseCase
from app.views.dialogs.link_case import LinkCase
from app.views.dialogs.offer import Offer, TakeBack
from app.views.dialogs.split_case import SplitCase
from app.views.scenes import Scenes
from app.views.studio import Studio


def _offer(studio: Studio) -> Offer:
    """Ask for more than the supervisor, who sits there, may grant."""
    form = Offer(studio.desk, studio.window, studio.case)
    form.amount.setValue(6_800)
    return form


def _offered(studio: Studio) -> CompensationRow:
    """Return what was offered last on the demo."""
    with studio.desk.database.read() as session:
        newest = session.query(Compensation).order_by(Compensation.id.desc()).first()
        assert newest, "the demo has offered something"
        return compensations(session, newest.ticket_id)[0]


SCENES: Scenes = {
    CloseCase: {"": lambda studio: CloseCase(studio.desk, studio.window, studio.case, lambda _: None)},
    LinkCase: {"": lambda studio: LinkCase(studio.desk, studio.window, studio.case, ACTS["link"])},
    Offer: {"": _offer},
    SplitCase: {"": lambda studio: SplitCase(studio.desk, studio.window, studio.case, ACTS["split"])},
    TakeBack: {"": lambda studio: TakeBack(studio.desk, studio.window, studio.case, _offered(studio))},
}
