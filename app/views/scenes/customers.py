"""What people see and are asked of a customer: all that is known, a promise, and whether to erase them."""

from app.services.knowledge.customer import CustomerView, read_customer
from app.services.knowledge.promises import promises_of
from app.views.dialogs.customer import CustomerDialog
from app.views.dialogs.erase_customer import EraseCustomer
from app.views.dialogs.promise import MakePromise
from app.views.scenes import Scenes
from app.views.studio import Studio


def _customer(studio: Studio) -> CustomerView:
    """Return the customer to whom most is owed: somebody has promised them something."""
    with studio.desk.database.read() as session:
        return read_customer(session, promises_of(session, only_open=True)[0].customer_id)


SCENES: Scenes = {
    CustomerDialog: {"": lambda studio: CustomerDialog(studio.desk, studio.window, _customer(studio).id)},
    EraseCustomer: {"": lambda studio: EraseCustomer(studio.desk, studio.window, _customer(studio))},
    MakePromise: {"": lambda studio: MakePromise(studio.desk, studio.window, _customer(studio).id)},
}
