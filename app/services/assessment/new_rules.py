"""New rules of the desk are put in force: what is open is judged by them at once, so that new words miss nothing."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.desk import DeskRulesVersion
from app.models.desk_rules import DeskRules, read_desk_rules
from app.models.policy import PolicyError
from app.models.risk import newly_found, risks_in
from app.models.ticket import Status, Ticket
from app.services.assessment.assess import reassess
from app.services.assessment.judge import judge
from app.services.deadlines.rule_rights import may_change_rules, require_rights
from app.services.deadlines.rulebook import DESK, Rulebook, publish_desk_rules, read_text

_OPEN = (Status.OPEN, Status.WAITING)


@dataclass(frozen=True)
class DeskRulesText:
    """The rules of the desk in force as people write them, their version, and whether the person may change them."""

    text: str
    number: int
    since: datetime
    may_change: bool


@dataclass(frozen=True)
class PutInForce:
    """Which version is in force now, how many open complaints were judged by it, and how many are risky only now."""

    number: int
    judged: int
    risky: int


def desk_rules_text(session: Session, person_id: int | None) -> DeskRulesText:
    """Return the rules of the desk that are in force; there always are some."""
    version = session.scalars(
        select(DeskRulesVersion).where(DeskRulesVersion.code == DESK).order_by(DeskRulesVersion.number.desc()).limit(1)
    ).one()
    return DeskRulesText(version.source or "", version.number, version.created_at, may_change_rules(session, person_id))


def put_in_force(
    session: Session, rulebook: Rulebook, text: str, *, person_id: int | None, as_operator: bool = False, now: datetime
) -> PutInForce:
    """Publish rules of the desk, and judge what is open by them: scores follow, and new risk goes the fast lane.

    Whoever has the command line (`as_operator`) may. Raises `RuleRightsError`, and `PolicyError` with the line.
    """
    if not as_operator:
        require_rights(session, person_id)
    version = publish_desk_rules(session, text, now=now)
    rules, judged, risky = rulebook.desk(session), 0, 0
    ids = session.scalars(select(Ticket.id).where(Ticket.status.in_(_OPEN)).order_by(Ticket.id)).all()
    for id_ in ids:
        ticket = session.get_one(Ticket, id_)
        judged += 1
        if _is_news(ticket, rules):
            risky += not ticket.high_risk
            reassess(session, rulebook, ticket, person_id=person_id, now=now)
        else:
            judge(session, rules, ticket)
    session.flush()
    return PutInForce(version.number, judged, risky)


def desk_rules_file(file: Path) -> str | None:
    """Return the text of a file of desk's rules, None where it is of something else.

    Raises `PolicyError` with the file and the line.
    """
    text = read_text(file)
    if "[score" not in text:
        return None
    try:
        read_desk_rules(text)
    except PolicyError as error:
        raise PolicyError(
            "{file}:{line}: {reason}", path=error.path, line=error.line, file=file, reason=error
        ) from error
    return text


def _is_news(ticket: Ticket, rules: DeskRules) -> bool:
    found = risks_in((ticket.title, ticket.description, ticket.demand), rules.risk)
    return bool(newly_found((ticket.risk or {}).get("words", {}), found))
