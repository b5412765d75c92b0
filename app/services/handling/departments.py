"""Departments (协办部门): adding, changing and retiring them, and who is asked while their contact is away."""

from dataclasses import asdict, dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.department import Department, DepartmentTask
from app.models.people import EMAIL_ADDRESS, Language
from app.models.texts import in_one_line, trimmed
from app.services.handling.desk_rights import require_lead, require_somebody

_LONGEST = {"code": 64, "name": 200, "contact_name": 200, "deputy_name": 200, "contact_telephone": 64}
_MAILS = ("contact_email", "deputy_email")


class DepartmentError(DomainError):
    """A department that cannot be kept as given, or is not there."""


@dataclass(frozen=True)
class DepartmentForm:
    """What is said of a department; texts may be empty, and `contact_id` and `deputy_id` are people with a seat."""

    code: str
    name: str
    responsibilities: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_telephone: str = ""
    contact_id: int | None = None
    deputy_name: str = ""
    deputy_email: str = ""
    deputy_id: int | None = None
    language: Language = Language.CHINESE


@dataclass(frozen=True)
class DepartmentRow:
    """A department as screens list it, with how many tasks it has open."""

    id: int
    version: int
    form: DepartmentForm
    contact_away: bool
    active: bool
    open_tasks: int

    @property
    def asked(self) -> str:
        """The name of who is asked now."""
        form = self.form
        away = self.contact_away and (form.deputy_name or form.deputy_email or form.deputy_id)
        return (form.deputy_name or form.deputy_email) if away else (form.contact_name or form.contact_email)


def save_department(
    session: Session,
    form: DepartmentForm,
    *,
    department_id: int | None = None,
    version: int | None = None,
    person_id: int | None,
) -> Department:
    """Add a department, or change one as of the version that was edited.

    Raises `DepartmentError` and `DeskRightsError`.
    """
    require_lead(session, person_id)
    values = _checked(form)
    department = Department() if department_id is None else department_of(session, department_id)
    if department_id is not None and department.version != version:
        raise DepartmentError("{name} was changed meanwhile: look at it again.", name=department.name)
    same = or_(Department.code == values["code"], Department.name == values["name"])
    others = select(Department.name).where(same, Department.id != (department_id or 0))
    if other := session.scalars(others).first():
        raise DepartmentError("There is a department {name} already.", name=other)
    for name, value in values.items():
        setattr(department, name, value)
    session.add(department)
    session.flush()
    return department


def set_away(session: Session, department_id: int, away: bool, *, person_id: int | None) -> Department:
    """Say whether the contact is away, so that the deputy is asked; who works here may. Raises `DepartmentError`."""
    require_somebody(session, person_id)
    department = department_of(session, department_id)
    if away and not (department.deputy_email or department.deputy_id):
        raise DepartmentError("{name} has no deputy who could be asked: name one first.", name=department.name)
    department.contact_away = away
    session.flush()
    return department


def set_active(session: Session, department_id: int, active: bool, *, person_id: int | None) -> Department:
    """Retire a department or bring it back; one that still owes answers stays. Raises `DepartmentError`."""
    require_lead(session, person_id)
    department = department_of(session, department_id)
    count = _open_tasks(session).get(department_id, 0)
    if not active and count:
        raise DepartmentError(
            "{name} still has {count} open tasks: let them end first.", name=department.name, count=count
        )
    department.active = active
    session.flush()
    return department


def read_departments(session: Session, *, retired: bool = False) -> tuple[DepartmentRow, ...]:
    """Return the departments by name, those that work first; the retired ones where they are asked for."""
    statement = select(Department).order_by(Department.active.desc(), Department.name)
    if not retired:
        statement = statement.where(Department.active)
    counts = _open_tasks(session)
    return tuple(_row(each, counts.get(each.id, 0)) for each in session.scalars(statement))


def department_of(session: Session, department_id: int) -> Department:
    """Return a department by its identity; raises `DepartmentError`."""
    department = session.get(Department, department_id)
    if department is None:
        raise DepartmentError("This department is not there any more.")
    return department


def _open_tasks(session: Session) -> dict[int, int]:
    statement = (
        select(DepartmentTask.department_id, func.count())
        .where(DepartmentTask.ended_at.is_(None))
        .group_by(DepartmentTask.department_id)
    )
    return dict(iter(session.execute(statement)))


def _row(department: Department, open_tasks: int) -> DepartmentRow:
    given = {name: getattr(department, name) for name in DepartmentForm.__dataclass_fields__}
    empty = {name: given[name] or "" for name in (*_MAILS, "contact_telephone")}
    form = DepartmentForm(**given | empty)
    return DepartmentRow(
        department.id, department.version, form, department.contact_away, department.active, open_tasks
    )


def _checked(form: DepartmentForm) -> dict[str, object]:
    """Return what is written into the row; raises `DepartmentError`."""
    values: dict[str, object] = asdict(form)
    for name, longest in _LONGEST.items():
        text = in_one_line(str(values[name]))
        if len(text) > longest:
            raise DepartmentError("{text} is too long: at most {longest} characters.", text=text[:40], longest=longest)
        values[name] = text
    if not values["code"] or not values["name"]:
        raise DepartmentError("A department has a name, and a code by which policies call it.")
    for name in _MAILS:
        address = str(values[name]).strip()
        if address and not EMAIL_ADDRESS.fullmatch(address):
            raise DepartmentError("{email} is not an e-mail address.", email=address)
        values[name] = address or None
    values["contact_telephone"] = values["contact_telephone"] or None
    values["responsibilities"] = trimmed(form.responsibilities)
    if not (values["contact_email"] or values["contact_id"]):
        raise DepartmentError("A department has a contact who can be reached: an e-mail address, or a seat here.")
    return values
