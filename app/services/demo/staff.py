"""The demo floor before its first complaint: teams, people, queues, categories and customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.floor import Floor, Queue
from app.models.people import Language, Person, QueueMember, Role, Team
from app.models.ticket import Category
from app.services.demo.profiles import Kind
from app.services.demo.words import Words

AGENTS_PER_TEAM = 10
# Who is not here, and may be called.
STANDBY = 8
# One in so many agents works at night, and then for every queue.
NIGHT_OF, _NIGHT = 15, 8
# What somebody carries on a usual morning of what they can. It weighs, as `app.models.effort` has it, so much for each
# open complaint.
_CARRIES, _WEIGHS = 0.57, 0.75
# Which of the queues takes what, and how many of ten agents serve it first.
QUEUE_OF = {
    Kind.BILLING: "payment",
    Kind.POLICY: "payment",
    Kind.PRODUCT: "goods",
    Kind.LOGISTICS: "goods",
    Kind.TIMELINESS: "goods",
    Kind.INFORMATION: "service",
    Kind.SERVICE_ATTITUDE: "service",
    Kind.OTHER: "service",
}
_FIRST_QUEUE = ("payment", "goods", "service", "payment", "goods", "payment", "service", "payment", "goods", "payment")
# One in so many agents serves a second queue too, knows less about it, and needs so many minutes to get into it.
_SKILLED, _GETS_INTO = 3, (5, 10, 15)
_LEARNS, _CAN, _EXPERT = 1, 2, 3
# One in so many agents and customers speaks the other language; of customers hardly any.
_BILINGUAL, _FOREIGN = 4, 0.04
_CUSTOMERS = 400
_LEVEL_WEIGHTS = (60, 25, 11, 4)
_LEAST_CAPACITY = 5


@dataclass(frozen=True)
class Staff:
    """Who works on the demo floor and for whom, by identity; people and categories in the order of their making.

    `absent` is an agent who did not come today, and whose complaints therefore wait; `standby` are agents who may be
    called. `serves` are the queues of each agent and lead, `homes` those that agents work for unless they are lent, and
    `categories` belong to the subjects of the words, in their order.
    """

    agents: tuple[int, ...]
    standby: tuple[int, ...]
    leads: tuple[int, ...]
    supervisors: tuple[int, ...]
    serves: dict[int, frozenset[int]]
    homes: dict[int, int]
    queues: dict[str, int]
    categories: tuple[int, ...]
    customers: tuple[int, ...]

    @property
    def supervisor(self) -> int:
        """Who sits at the console."""
        return self.supervisors[0]

    @property
    def absent(self) -> int:
        """The agent who did not come."""
        return self.agents[-1]

    @property
    def nights(self) -> tuple[int, ...]:
        """The agents who work at night."""
        return self.agents[_NIGHT::NIGHT_OF]

    @property
    def tired(self) -> int:
        """The agent who came early, and is owed a rest when the demo begins."""
        return self.agents[1]

    @property
    def trained(self) -> int:
        """The agent who has a training when the demo begins."""
        return self.agents[2]

    @property
    def present(self) -> tuple[int, ...]:
        """The agents who came."""
        return self.agents[:-1]


def hire(session: Session, words: Words, language: Language, seed: int, *, open_tickets: int) -> Staff:
    """Let everybody work on the first floor, which gets a name; agents can carry more than what is open."""
    rng = Random(seed)
    floor = session.scalars(select(Floor).order_by(Floor.id).limit(1)).one()
    floor.name = words.floor
    teams = [Team(name=name, floor_id=floor.id) for name in words.teams]
    queues = {key: Queue(name=name, floor_id=floor.id) for key, name in words.queues.items()}
    session.add_all([*teams, *queues.values()])
    session.flush()
    names = rng.sample(words.names(), len(words.names()))
    capacity = max(_LEAST_CAPACITY, round(open_tickets * _WEIGHS / _CARRIES / (AGENTS_PER_TEAM * len(teams))))

    def person(role: Role, team: Team | None = None) -> Person:
        # Without an address: there is nowhere that a message could go.
        return Person(
            name=names.pop(), role=role, team_id=team.id if team else None, language=language, capacity=capacity
        )

    managers = [person(Role.SUPERVISOR), person(Role.SUPERVISOR), person(Role.MANAGER)]
    leads = [person(Role.TEAM_LEAD, team) for team in teams]
    number = AGENTS_PER_TEAM * len(teams) + STANDBY
    agents = [person(Role.AGENT, teams[place % len(teams)]) for place in range(number)]
    session.add_all([*managers, *leads, *agents])
    session.flush()
    _teach(session, agents, leads, list(queues.items()), rng)
    _categories(session, words)
    levels = rng.choices(words.levels, _LEVEL_WEIGHTS, k=_CUSTOMERS)
    other = _other(language)
    session.add_all(
        Customer(name=rng.choice(names), level=level, language=other if rng.random() < _FOREIGN else None)
        for level in levels
    )
    session.flush()
    return read_staff(session, words)


def _teach(
    session: Session, agents: Sequence[Person], leads: Sequence[Person], queues: list[tuple[str, Queue]], rng: Random
) -> None:
    """Let agents serve a queue or two and speak a language or two, and leads help in all of them."""
    ids = {key: queue.id for key, queue in queues}
    for number, agent in enumerate(agents):
        first = _FIRST_QUEUE[number % len(_FIRST_QUEUE)]
        agent.home_queue_id = ids[first]
        agent.speaks = _other(agent.language).value if number % _BILINGUAL == 1 else ""
        expert = _EXPERT if number % _SKILLED == 1 else _CAN
        session.add(QueueMember(person_id=agent.id, queue_id=ids[first], level=expert))
        if number < AGENTS_PER_TEAM * len(leads) and number % NIGHT_OF == _NIGHT:
            others = [queue for key, queue in ids.items() if key != first]
            session.add_all(QueueMember(person_id=agent.id, queue_id=queue, level=_CAN) for queue in others)
        elif number % _SKILLED == 0:
            second = rng.choice([key for key in ids if key != first])
            into = _GETS_INTO[number // _SKILLED % len(_GETS_INTO)]
            level = _LEARNS if into == max(_GETS_INTO) else _CAN
            session.add(QueueMember(person_id=agent.id, queue_id=ids[second], level=level, productive_after=into))
    session.add_all(
        QueueMember(person_id=lead.id, queue_id=queue, level=_EXPERT, productive_after=_GETS_INTO[0])
        for lead in leads
        for queue in ids.values()
    )


def _other(language: Language) -> Language:
    return Language.ENGLISH if language is Language.CHINESE else Language.CHINESE


def read_staff(session: Session, words: Words) -> Staff:
    """Read who works here from the database of a demo."""
    by_role: dict[Role, list[int]] = {role: [] for role in Role}
    for id_, role in session.execute(select(Person.id, Person.role).where(Person.active).order_by(Person.id)):
        by_role[role].append(id_)
    members = session.execute(select(QueueMember.person_id, QueueMember.queue_id)).all()
    served = {id_: {queue for person, queue in members if person == id_} for id_ in by_role[Role.AGENT]}
    served |= {id_: set() for id_ in by_role[Role.TEAM_LEAD]}
    queue_ids = {name: id_ for id_, name in session.execute(select(Queue.id, Queue.name))}
    agents = by_role[Role.AGENT]
    here = AGENTS_PER_TEAM * len(words.teams)
    homes = select(Person.id, Person.home_queue_id).where(Person.id.in_(agents), Person.home_queue_id.is_not(None))
    paths = {path: id_ for id_, path in session.execute(select(Category.id, Category.path))}
    return Staff(
        agents=tuple(agents[:here]),
        standby=tuple(agents[here : here + STANDBY]),
        leads=tuple(by_role[Role.TEAM_LEAD]),
        supervisors=tuple(by_role[Role.SUPERVISOR]),
        serves={id_: frozenset(queues) for id_, queues in served.items()},
        homes={id_: queue for id_, queue in session.execute(homes) if queue is not None},
        queues={key: queue_ids[name] for key, name in words.queues.items()},
        categories=tuple(paths[f"{words.kinds[each.kind]} / {each.category}"] for each in words.subjects),
        customers=tuple(session.scalars(select(Customer.id).order_by(Customer.id))),
    )


def _categories(session: Session, words: Words) -> None:
    roots = {kind: Category(name=name, path=name) for kind, name in words.kinds.items()}
    session.add_all(roots.values())
    session.flush()
    for subject in words.subjects:
        root = roots[subject.kind]
        path = f"{root.path} / {subject.category}"
        session.add(Category(parent_id=root.id, name=subject.category, path=path))
