"""What people are asked about the assessment of a case: another score, its risk, its category."""

from app.services.assessment.present import Assessment, read_assessment
from app.views.dialogs.pick_category import PickCategory
from app.views.dialogs.say_assessment import SayRisk, SayScore
from app.views.scenes import Scenes
from app.views.studio import Studio


def _found(studio: Studio) -> Assessment:
    with studio.desk.database.read() as session:
        return read_assessment(session, studio.desk.rulebook, studio.case.id)


SCENES: Scenes = {
    PickCategory: {"": lambda studio: PickCategory(studio.desk, studio.window, chosen=_found(studio).category_id)},
    SayRisk: {"": lambda studio: SayRisk(studio.desk, studio.window, studio.case, _found(studio))},
    SayScore: {
        "set": lambda studio: SayScore(studio.desk, studio.window, studio.case, _found(studio)),
        "back": lambda studio: SayScore(studio.desk, studio.window, studio.case, _found(studio), back=True),
    },
}
