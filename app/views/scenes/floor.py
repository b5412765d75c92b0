"""What people are asked on the floor, and at the start."""

from app.services.demo.played import FILE
from app.settings import DatabaseSettings, Settings
from app.views.dialogs.make_roster import MakeRoster
from app.views.dialogs.save_view import SaveView
from app.views.dialogs.seat import TakeSeat
from app.views.dialogs.shift_wishes import ShiftWishes
from app.views.memory import Memory
from app.views.notice import FaultDialog
from app.views.scenes import Scenes
from app.views.studio import Studio
from app.views.welcome import Kind, Welcome


def _welcome(studio: Studio, kind: Kind) -> Welcome:
    """Begin anew, with one of the cards open."""
    settings = Settings(database=DatabaseSettings(address=str(studio.folder / FILE)))
    found = Welcome(settings, studio.language, Memory(studio.folder / "welcome.ini"))
    found.empty.zone.setCurrentText(str(studio.desk.zone))
    found.open_card(kind)
    return found


def _fault(studio: Studio) -> FaultDialog:
    """Meet a fault."""
    found = FaultDialog(studio.window)
    found.tell(ZeroDivisionError("division by zero"))
    return found


SCENES: Scenes = {
    FaultDialog: {"": _fault},
    MakeRoster: {"": lambda studio: MakeRoster(studio.desk, studio.window, first=studio.next_monday(), days=7)},
    SaveView: {"": lambda studio: SaveView(studio.desk, studio.window, [])},
    ShiftWishes: {"": lambda studio: ShiftWishes(studio.desk, studio.window, person_id=None, day=studio.next_monday())},
    TakeSeat: {"": lambda studio: TakeSeat(studio.desk, studio.window, studio.seat)},
    Welcome: {
        "demo": lambda studio: _welcome(studio, Kind.DEMO),
        "empty": lambda studio: _welcome(studio, Kind.EMPTY),
        "shared": lambda studio: _welcome(studio, Kind.SHARED),
    },
}
