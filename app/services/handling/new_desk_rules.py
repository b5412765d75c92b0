"""New rules of the desk are put in force: what is not over is judged by them, so that new words miss nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.desk import DeskRulesVersion
from app.models.desk_rules import DeskRules, read_desk_rules
from app.models.policy import PolicyError
from app.models.ticket import Category, Ticket
from app.services.assessment.judge import judge
from app.services.changes import note
from app.services.deadlines.rule_rights import may_change_rules, require_rights
from app.services.deadlines.rulebook import DESK, Rulebook, publish_desk_rules, read_text
from app.services.handling.reassess import AT_A_TIME, reassess_all, unfinished


@dataclass(frozen=True)
class DeskRulesText:
    """The rules of the desk in force as people write them, their version, and whether the person may change them."""

    text: str
    number: int
    since: datetime
    may_change: bool


@dataclass(frozen=True)
class PutInForce:
    """Which version is in force now, how many complaints were judged by it, and how many are risky only now."""

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
    """Publish rules of the desk, and judge what is not over by them: scores follow, and new risk goes the fast lane.

    What waits for its customer, or for its follow-up only, is open again then. What is closed stays as it is.
    Whoever has the command line (`as_operator`) may. Raises `RuleRightsError`, and `PolicyError` with the line.
    """
    if not as_operator:
        require_rights(session, person_id)
    version = publish_desk_rules(session, text, now=now)
    ids = unfinished(session)
    news, risky = _judge_all(session, rulebook.desk(session), ids)
    reassess_all(session, rulebook, news, person_id=person_id, now=now)
    session.flush()
    return PutInForce(version.number, len(ids), risky)


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


def _judge_all(session: Session, rules: DeskRules, ids: Sequence[int]) -> tuple[list[int], int]:
    """Let scores follow the rules; return of which complaints more is known now, and how many are risky only now.

    The versions of the others stay: nobody has worked on them, and an import may go on following them.
    """
    news, risky, scores = list[int](), 0, list[dict[str, int | None]]()
    _held: Sequence[object] = session.scalars(select(Category)).all()
    for start in range(0, len(ids), AT_A_TIME):
        tickets = session.scalars(select(Ticket).where(Ticket.id.in_(ids[start : start + AT_A_TIME]))).all()
        customers = {each.customer_id for each in tickets}
        # A session remembers only what somebody holds.
        _held = (*_held, *session.scalars(select(Customer).where(Customer.id.in_(customers))))
        for ticket in tickets:
            session.expunge(ticket)
            was, risk, score = ticket.high_risk, ticket.risk, ticket.score
            new = judge(session, rules, ticket)
            if new or ticket.high_risk is not was or (risk is not None and ticket.risk != risk):
                news.append(ticket.id)
                risky += ticket.high_risk and not was
            elif ticket.score != score:
                scores.append({"ticket": ticket.id, "points": ticket.score})
    if scores:
        change = update(Ticket).where(Ticket.id == bindparam("ticket")).values(score=bindparam("points"))
        session.connection().execute(change, scores)
        note(session, Ticket, [each["ticket"] or 0 for each in scores])
    return news, risky
