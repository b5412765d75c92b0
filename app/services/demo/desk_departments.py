"""What a made-up floor asks other departments, and what it has said to its customers and heard from them."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.escalation import Delivery
from app.models.message import Direction, Message, Purpose
from app.models.people import Language, Person, Role
from app.models.ticket import Source, Status, Ticket
from app.services.deadlines.letters import mark_of
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.departments import DepartmentForm, save_department
from app.services.handling.messages import Call, Notice, record_call, send_message
from app.services.handling.replies import thread
from app.services.handling.tasks import accept_answer, answer_task, ask_department, send_back
from app.services.handling.templates import draft, read_templates
from app.services.mail import Mail

# Code, name, what it answers for, contact and deputy.
_DEPARTMENTS = {
    Language.CHINESE: (
        ("network", "网络运维部", "线路故障、信号覆盖、施工排期", "韩磊", "冯雪"),
        ("logistics", "物流部", "查件、改派、丢损核实", "周敏", "吴磊"),
        ("finance", "财务部", "退款、重复扣费、发票", "谢宁", "罗敏"),
        ("legal", "法务合规部", "监管来函、律师函、个人信息", "沈言", "叶青"),
    ),
    Language.ENGLISH: (
        ("network", "Network operations", "Faults of lines, coverage, when work is planned", "Han Lee", "Faye Snow"),
        ("logistics", "Logistics", "Where parcels are, new deliveries, losses", "Mina Joe", "Leo Wood"),
        ("finance", "Finance", "Refunds, double charges, invoices", "Nina Shaw", "Mark Low"),
        ("legal", "Legal", "Letters of regulators and lawyers, personal data", "Ian Shen", "Kay Green"),
    ),
}
# Title, question, answer.
_TASKS = {
    Language.CHINESE: (
        ("核实故障原因", "该地址的故障原因是什么，预计何时恢复？", "光缆被施工挖断，今晚 20:00 前恢复。"),
        ("查件", "包裹目前在哪里，何时能送到？", "在中转仓，明天派送。"),
        ("核对扣费", "是否重复扣费？如是，何时退款？", "确有重复扣费，三个工作日内原路退回。"),
        ("合规意见", "监管来函如何答复，是否需要书面说明？", "需书面说明，模板已发。"),
    ),
    Language.ENGLISH: (
        (
            "Find the cause",
            "What is the cause of the fault there, and when will it work again?",
            "A cable was cut; by 20:00.",
        ),
        (
            "Where is the parcel",
            "Where is the parcel now, and when will it arrive?",
            "In the hub; it goes out tomorrow.",
        ),
        ("Check the charge", "Was it charged twice, and when is it paid back?", "Yes; it is paid back in three days."),
        (
            "What to answer",
            "How do we answer the regulator: is a letter needed?",
            "Yes, a letter; a draft is on its way.",
        ),
    ),
}
_PROGRESS = {
    Language.CHINESE: "技术人员已经到场排查，我们会在今天下班前再次告知您结果。",
    Language.ENGLISH: "Our people are there and look into it. We will tell you more by the end of the day.",
}
_REPLIES = {
    Language.CHINESE: (
        "谢谢，请尽快。我的工作受到很大影响。",
        "附上我的订单截图，麻烦再核实一次。",
        "好的，我等你们的消息。",
    ),
    Language.ENGLISH: (
        "Thank you, please be quick: I cannot work without it.",
        "Please check it once more: this is what I ordered.",
        "All right, I wait to hear from you.",
    ),
}
_CALLED = {
    Language.CHINESE: "客户来电催办，已说明进展并致歉。",
    Language.ENGLISH: "The customer called to ask how it stands; told them, and apologised.",
}
_REFUSED = "550 5.1.1 no such user here"
_TICKETS = 12


def fill(session: Session, rulebook: Rulebook, language: Language, random: Random, *, now: datetime) -> None:
    """Let departments be asked, some have answered, one be late; and let customers be written to, and write back."""
    lead = session.scalars(select(Person).where(Person.role == Role.TEAM_LEAD, Person.active).limit(1)).first()
    if lead is None:
        return
    departments = [_department(session, language, each, lead.id) for each in _DEPARTMENTS[language]]
    agents = select(Person.id).where(Person.role == Role.AGENT, Person.active)
    columns = (Ticket.status == Status.OPEN, Ticket.owner_id.in_(agents), Ticket.customer_id.is_not(None))
    tickets = session.scalars(select(Ticket).where(*columns).order_by(Ticket.id).limit(_TICKETS)).all()
    for place, ticket in enumerate(tickets):
        if place % 3 < 2:
            _ask(session, rulebook, language, place, ticket, departments[place % len(departments)], random, now=now)
        else:
            _write(session, rulebook, language, place, ticket, now=now)
    # A made-up floor has no mail server: what left has left, but for one mail.
    letters = session.scalars(select(Message).where(Message.state == Delivery.PENDING).order_by(Message.id)).all()
    for letter in letters:
        letter.state, letter.sent_at, letter.next_attempt_at, letter.attempts = Delivery.SENT, letter.at, None, 1
    if refused := next((each for each in letters if each.purpose is Purpose.PROGRESS), None):
        refused.state, refused.sent_at, refused.last_error = Delivery.FAILED, None, _REFUSED
    session.flush()


def _department(session: Session, language: Language, given: tuple[str, str, str, str, str], person_id: int) -> int:
    code, name, duties, contact, deputy = given
    form = DepartmentForm(
        code,
        name,
        duties,
        contact_name=contact,
        contact_email=f"{code}@example.com",
        deputy_name=deputy,
        deputy_email=f"{code}.deputy@example.com",
        language=language,
    )
    return save_department(session, form, person_id=person_id).id


def _ask(
    session: Session,
    rulebook: Rulebook,
    language: Language,
    place: int,
    ticket: Ticket,
    department_id: int,
    random: Random,
    *,
    now: datetime,
) -> None:
    """Ask about a complaint some time ago; by its place it is answered, sent back or accepted since."""
    title, question, answer = _TASKS[language][place % len(_TASKS[language])]
    first = max(ticket.received_at, ticket.recorded_at, now - timedelta(minutes=random.randint(30, 400)))
    owner = ticket.owner_id
    task = ask_department(session, rulebook, ticket, department_id, title, question, person_id=owner, now=first)
    if place % 2:
        answered = first + (now - first) / 2
        answer_task(session, rulebook, task.id, answer, answered_by=task.asked_of, now=answered)
        if place % 4 == 1:
            accept_answer(session, rulebook, task.id, person_id=owner, now=now)
        elif place % 8 == 7:
            send_back(session, rulebook, task.id, question, person_id=owner, now=now)


def _write(
    session: Session, rulebook: Rulebook, language: Language, place: int, ticket: Ticket, *, now: datetime
) -> None:
    """Tell the customer of a complaint how it stands, and let them answer."""
    customer = session.get_one(Customer, ticket.customer_id)
    customer.email = customer.email or f"customer{customer.id}@example.com"
    owner, at = ticket.owner_id, max(ticket.received_at, ticket.recorded_at, now - timedelta(minutes=40))
    session.flush()
    (template,) = (
        each for each in read_templates(session, language) if each.purpose is Purpose.PROGRESS and each.version is None
    )
    written = draft(session, ticket, template, person_id=owner)
    body = written.body.replace("____", _PROGRESS[language])
    notice = Notice(Purpose.PROGRESS, Source.EMAIL, body, written.subject, customer.email, template.code)
    sent = send_message(session, rulebook, ticket, notice, person_id=owner, now=at)
    sent.message_id = f"<demo.{sent.id}@example.com>"
    reply = Mail(
        message_id=f"<reply.{sent.id}@example.com>",
        in_reply_to=sent.message_id,
        references=(),
        sender_name=customer.name,
        sender=customer.email,
        recipients=(),
        subject=f"Re: {written.subject} {mark_of(ticket.number)}",
        text=f"{_REPLIES[language][place % 3]}\n\n> {_PROGRESS[language]}",
        attachments=(),
        sent_at=None,
        automatic=False,
    )
    session.flush()
    thread(session, rulebook, reply, at + (now - at) / 2)
    call = Call(Direction.IN, _CALLED[language], customer.telephone or "")
    record_call(session, rulebook, ticket, call, person_id=owner, now=now)
