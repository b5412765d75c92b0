"""Files of people: who works here, in which role and team, what they serve and carry; who is known is not doubled."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import EMAIL_ADDRESS, Language, Person, Role
from app.services.bilingual import Bilingual
from app.services.intake.drafts import Reject
from app.services.intake.kinds.customers import LANGUAGES, ImportRightsError
from app.services.intake.limits import Limits
from app.services.intake.plain_files import FileKind, Part, RowCounts, Total
from app.services.intake.plain_rows import Cells, Line, read_lines
from app.services.intake.tables import Table, shown
from app.services.intake.timing import RowRefusedError
from app.services.people import (
    MOST_CARRIED,
    PeopleError,
    add_person,
    proper_name,
    queues_of,
    set_capacity,
    set_queues,
    set_team,
)

COLUMNS = {
    "name": ("name", "person", "agent", "姓名", "坐席", "人员"),
    "role": ("role", "角色", "岗位"),
    "team": ("team", "班组"),
    "email": ("email", "e-mail", "邮箱", "电子邮箱"),
    "language": ("language", "语言"),
    "queues": ("queues", "queue", "skills", "技能组", "技能"),
    "capacity": ("capacity", "在办上限", "容量"),
}
_ROLES = {role.value: role for role in Role} | {
    "坐席": Role.AGENT,
    "投诉专员": Role.AGENT,
    "team lead": Role.TEAM_LEAD,
    "班长": Role.TEAM_LEAD,
    "班组长": Role.TEAM_LEAD,
    "督导": Role.SUPERVISOR,
    "现场督导": Role.SUPERVISOR,
    "经理": Role.MANAGER,
    "客服经理": Role.MANAGER,
    "管理员": Role.ADMINISTRATOR,
}
_BETWEEN = re.compile(r"[;,；，、|/]+")


class PersonLine(NamedTuple):
    """What a row says of somebody; empty and None: nothing."""

    name: str
    role: Role | None
    team: str
    email: str
    language: Language | None
    queues: tuple[str, ...]
    capacity: int | None


class People(FileKind[Line[PersonLine]]):
    """People as another list has them; what a row says takes the place of what was known, blanks do not."""

    name = "people"
    title = Bilingual("人员", "People")
    holds = Bilingual(
        "每行一人，列为 name；可另有 role（坐席、班长、督导、经理、管理员）、team、email、language、queues（多个用分号"
        "分隔）、capacity（或：姓名、角色、班组、邮箱、语言、技能组、在办上限），无需映射。班组和技能组没有的会新建。",
        "One row for each person: name, and role (agent, team_lead, supervisor, manager, administrator), team, email, "
        "language, queues (several with a semicolon between) and capacity if known; it needs no mapping. Teams and "
        "queues that are new are made.",
    )
    subject = Bilingual("角色", "Role")
    figures = (Bilingual("人员", "People"), Bilingual("有邮箱", "With an e-mail address"))

    @classmethod
    def require_rights(cls, session: Session, by: int | None) -> None:
        """Ask for an administrator; for a manager where nobody is one."""
        person = session.get(Person, by) if by is not None else None
        ruling = select(Person.id).where(Person.role == Role.ADMINISTRATOR, Person.active).limit(1)
        least = Role.MANAGER if session.scalar(ruling) is None else Role.ADMINISTRATOR
        if person is None or not person.active or not person.role.reaches(least):
            raise ImportRightsError("Administrators import people, managers where there are none; say who sits here.")

    def reader(
        self, session: Session, *, now: datetime, limits: Limits
    ) -> Callable[[Table], Iterator[Part[Line[PersonLine]]]]:
        """Read by the names of the columns."""
        return partial(read_lines, columns=COLUMNS, say=_say, optional=COLUMNS.keys() - {"name"})

    def write(self, session: Session, portions: Iterable[list[Line[PersonLine]]], counts: RowCounts) -> list[Reject]:
        """Add who is new, let who was here come back, and write what is new of the others."""
        refused = []
        for portion in portions:
            for line in portion:
                says = line.says
                known = session.scalars(select(Person).where(Person.name == says.name, Person.active)).first()
                try:
                    if known is None:
                        role, language = says.role or Role.AGENT, says.language or Language.CHINESE
                        email, team = says.email or None, says.team or None
                        known = add_person(session, says.name, role, email=email, team=team, language=language)
                        _learn(session, known, says)
                        counts.added += 1
                    elif _learn(session, known, says):
                        counts.changed += 1
                    else:
                        counts.unchanged += 1
                except PeopleError as reason:
                    refused.append(line.refused(RowRefusedError(reason.sentence, **reason.values)))
        return refused

    def total(self, row: Line[PersonLine]) -> Total:
        """Count by role."""
        return Total((row.says.role or Role.AGENT).value, None, (1, int(bool(row.says.email))))


def _say(cells: Cells) -> PersonLine:
    role, language, email = cells.text("role").casefold(), cells.text("language").casefold(), cells.text("email")
    if role and role not in _ROLES:
        raise RowRefusedError("“{text}” is no role here.", text=shown(role))
    if language not in LANGUAGES:
        raise RowRefusedError("“{text}” is no language that is spoken here.", text=shown(language))
    if email and not EMAIL_ADDRESS.fullmatch(email):
        raise RowRefusedError("“{text}” is no e-mail address.", text=shown(email))
    queues = tuple(filter(None, (each.strip() for each in _BETWEEN.split(cells.text("queues")))))
    team = cells.text("team")
    try:
        for each in filter(None, (*queues, team)):
            proper_name(each)
        name = proper_name(cells.text("name"))
    except PeopleError as reason:
        raise RowRefusedError(reason.sentence, **reason.values) from None
    capacity = cells.whole("capacity", 0, MOST_CARRIED)
    return PersonLine(name, _ROLES.get(role), team, email, LANGUAGES[language], queues, capacity)


def _learn(session: Session, person: Person, says: PersonLine) -> bool:
    """Write what a row says of somebody who works here; return whether anything of it is new."""
    told = {"role": says.role, "email": says.email, "language": says.language}
    new = {name: value for name, value in told.items() if value not in ("", None) and getattr(person, name) != value}
    for name, value in new.items():
        setattr(person, name, value)
    changed = bool(new)
    if says.team:
        changed |= set_team(session, person, says.team)
    if says.capacity is not None and says.capacity != person.capacity:
        set_capacity(session, person.name, says.capacity)
        changed = True
    if says.queues and set(says.queues) != queues_of(session, person):
        set_queues(session, person.name, says.queues)
        changed = True
    session.flush()
    return changed
