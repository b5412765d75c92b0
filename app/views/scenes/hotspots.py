"""What people are asked about incidents."""

from app.services.handling.incident_rows import IncidentRow, read_incidents
from app.views.dialogs.incident import OpenIncident, OwnIncident
from app.views.dialogs.solve_incident import ReopenIncident, SolveIncident
from app.views.scenes import Scenes
from app.views.studio import Studio


def _incident(studio: Studio) -> IncidentRow:
    """Return the incident of the demo."""
    with studio.desk.database.read() as session:
        return read_incidents(session, now=studio.desk.now())[0]


SCENES: Scenes = {
    OpenIncident: {"": lambda studio: OpenIncident(studio.desk, studio.window, [studio.case.id])},
    OwnIncident: {"": lambda studio: OwnIncident(studio.desk, studio.window, _incident(studio))},
    ReopenIncident: {"": lambda studio: ReopenIncident(studio.desk, studio.window, _incident(studio))},
    SolveIncident: {"": lambda studio: SolveIncident(studio.desk, studio.window, _incident(studio))},
}
