"""What a made-up floor knows of its customers: how they are reached, what they bought, were promised, and think."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder, CustomerPromise
from app.models.follow_up import CallOutcome, FollowUp, FollowUpCall, Survey
from app.models.people import Language, Person, Role
from app.models.ticket import Source, Status, Ticket
from app.services.changes import note
from app.services.deadlines.rulebook import Rulebook
from app.services.knowledge.promises import make_promise

# Of the newest complaints that are done so many were asked, of whom so many answered.
_ASKED, _ANSWERED = 1_500, 0.7
_SCORES = (1, 2, 3, 4, 4, 5, 5, 5)
_ORDERS, _PROMISES = 120, 6
# These have the number of the one before.
_TWINS = (5, 9)
_COMMENTS = {
    Language.CHINESE: {
        1: ("问题没有解决", "等了太久"),
        2: ("处理太慢", "没人告诉我进展"),
        3: ("一般", "还可以"),
        4: ("比较满意", "处理及时"),
        5: ("很满意", "服务很好，谢谢", "客服很耐心"),
    },
    Language.ENGLISH: {
        1: ("It is not solved", "I waited far too long"),
        2: ("Too slow", "Nobody told me how it stands"),
        3: ("It was all right",),
        4: ("Good, and in time",),
        5: ("Very good, thank you", "Patient and friendly"),
    },
}
_WHY = {1: ("not_solved", "too_slow"), 2: ("too_slow", "not_informed", "unfriendly")}
_PROMISED = {
    Language.CHINESE: ("明天上午回电告知检测结果", "三个工作日内退款到账", "本周内安排上门维修", "下周一前寄出更换件"),
    Language.ENGLISH: (
        "We call back tomorrow morning with the result of the check",
        "The refund arrives within three working days",
        "Somebody comes to repair it this week",
        "The spare part leaves before Monday",
    ),
}
_STATES = {Language.CHINESE: ("已签收", "配送中", "已安装"), Language.ENGLISH: ("delivered", "on its way", "installed")}


def fill(session: Session, rulebook: Rulebook, language: Language, random: Random, *, now: datetime) -> None:
    """Let customers have numbers, orders and promises, and let follow-ups be owed and done."""
    agents = session.scalars(
        select(Person.id).where(Person.role == Role.AGENT, Person.active).order_by(Person.id)
    ).all()
    _let_be_reached(session, random)
    _let_orders_be_known(session, language, random, now=now)
    _owe_calls(session, random, agents, now=now)
    _answer_surveys(session, language, random, agents, now=now)
    of_whom = select(Ticket).where(Ticket.status == Status.OPEN, Ticket.customer_id.is_not(None))
    for ticket in session.scalars(of_whom.order_by(Ticket.id).limit(_PROMISES)).all():
        due = now + timedelta(hours=random.randint(2, 70))
        make_promise(
            session,
            ticket.customer_id or 0,
            random.choice(_PROMISED[language]),
            due,
            ticket_id=ticket.id,
            person_id=ticket.owner_id,
            now=now,
        )
    # One is owed since an hour.
    late = session.scalars(select(CustomerPromise).order_by(CustomerPromise.id).limit(1)).first()
    if late is not None:
        late.made_at, late.due_at = now - timedelta(hours=25), now - timedelta(hours=1)


def _let_be_reached(session: Session, random: Random) -> None:
    """Give customers a number; two pairs turn out to share one."""
    before = ""
    for place, customer in enumerate(session.scalars(select(Customer).order_by(Customer.id)).all()):
        number = f"1{random.randint(30, 99)} {random.randint(0, 9999):04} {random.randint(0, 9999):04}"
        if place in _TWINS:
            number = before
        before = number
        hour = random.choice((None, None, 9, 14, 18))
        customer.telephone, customer.call_from, customer.call_until = number, hour, hour and hour + 3
        digits = number.replace(" ", "")
        contact = {"kind": ContactKind.TELEPHONE, "value": number, "normal": digits}
        session.add(CustomerContact(customer_id=customer.id, **contact))


def _let_orders_be_known(session: Session, language: Language, random: Random, *, now: datetime) -> None:
    """Let some complaints be about something that was bought."""
    bought = select(Ticket.customer_id, Ticket.product).where(
        Ticket.customer_id.is_not(None), Ticket.product.is_not(None)
    )
    rows = session.execute(bought.order_by(Ticket.id.desc()).limit(_ORDERS)).all()
    orders = [
        {
            "customer_id": customer_id,
            "number": f"A{now:%y%m}-{place + 1:05}",
            "product": product,
            "ordered_at": now - timedelta(days=random.randint(3, 200)),
            "amount": random.randint(30, 3_000) * 100,
            "currency": "CNY" if language is Language.CHINESE else "EUR",
            "state": random.choice(_STATES[language]),
        }
        for place, (customer_id, product) in enumerate(rows)
    ]
    if orders:
        session.execute(insert(CustomerOrder), orders)
        note(session, CustomerOrder, None)


def _owe_calls(session: Session, random: Random, agents: Any, *, now: datetime) -> None:
    """Owe a follow-up for each result that nobody has asked about; some were tried in vain."""
    known = select(FollowUp.ticket_id)
    resolved = select(Ticket).where(Ticket.status == Status.RESOLVED, Ticket.id.not_in(known)).order_by(Ticket.id)
    for place, ticket in enumerate(session.scalars(resolved).all()):
        since = ticket.resolved_at or now
        follow_up = FollowUp(ticket_id=ticket.id, cycle=1, opened_at=since)
        session.add(follow_up)
        if place % 3 == 0 and now - since > timedelta(hours=1):
            session.flush()
            tried_at = now - timedelta(minutes=random.randint(10, 50))
            outcome = random.choice((CallOutcome.NO_ANSWER, CallOutcome.BUSY))
            session.add(
                FollowUpCall(follow_up_id=follow_up.id, at=tried_at, person_id=random.choice(agents), outcome=outcome)
            )
            follow_up.calls, follow_up.next_call_at = 1, tried_at + timedelta(hours=4)


def _answer_surveys(session: Session, language: Language, random: Random, agents: Any, *, now: datetime) -> None:
    """Let customers say what they think of what is done."""
    surveyed = select(Survey.ticket_id)
    done = select(Ticket.id, Ticket.closed_at).where(Ticket.status == Status.CLOSED, Ticket.id.not_in(surveyed))
    rows = []
    for id_, closed_at in session.execute(done.order_by(Ticket.closed_at.desc()).limit(_ASKED)):
        if random.random() > _ANSWERED:
            continue
        score = random.choice(_SCORES)
        by_telephone = random.random() < 0.6
        rows.append(
            {
                "ticket_id": id_,
                "cycle": 1,
                "at": closed_at,
                "source": Source.TELEPHONE if by_telephone else Source.CHAT,
                "score": score,
                "reason": random.choice(_WHY[score]) if score in _WHY else None,
                "comment": random.choice(_COMMENTS[language][score]) if random.random() < 0.5 else "",
                "person_id": random.choice(agents) if by_telephone else None,
            }
        )
    if rows:
        session.execute(insert(Survey), rows)
        note(session, Ticket, None)
