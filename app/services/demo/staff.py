"""The demo floor before its first complaint: teams, people, queues, categories and customers."""

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
# One in so many agents serves a second queue too.
_SKILLED = 3
_CUSTOMERS = 400
_LEVEL_WEIGHTS = (60, 25, 11, 4)
_LEAST_CAPACITY = 5


@dataclass(frozen=True)
class Staff:
    """Who works on the demo floor and for whom, by identity; people and categories in the order of their making.

    `absent` is an agent who did not come today, and whose complaints therefore wait. `serves` are the queues of each
    agent and lead, `categories` belong to the subjects of the words, in their order.
    """

    agents: tuple[int, ...]
    leads: tuple[int, ...]
    supervisor: int
    serves: dict[int, frozenset[int]]
    queues: dict[str, int]
    categories: tuple[int, ...]
    customers: tuple[int, ...]

    @property
    def absent(self) -> int:
        """The agent who did not come."""
        return self.agents[-1]

    @property
    def present(self) -> tuple[int, ...]:
        """The agents who came."""
        return self.agents[:-1]


def hire(session: Session, words: Words, language: Language, seed: int, *, open_tickets: int) -> Staff:
    """Let everybody work on the first floor, which gets a name; agents can carry half as much again as is open."""
    rng = Random(seed)
    floor = session.scalars(select(Floor).order_by(Floor.id).limit(1)).one()
    floor.name = words.floor
    teams = [Team(name=name, floor_id=floor.id) for name in words.teams]
    queues = {key: Queue(name=name, floor_id=floor.id) for key, name in words.queues.items()}
    session.add_all([*teams, *queues.values()])
    session.flush()
    names = rng.sample(words.names(), len(words.names()))
    capacity = max(_LEAST_CAPACITY, open_tickets * 3 // (2 * AGENTS_PER_TEAM * len(teams)))

    def person(role: Role, team: Team | None = None) -> Person:
        # Without an address: there is nowhere that a message could go.
        return Person(
            name=names.pop(), role=role, team_id=team.id if team else None, language=language, capacity=capacity
        )

    managers = [person(Role.SUPERVISOR), person(Role.SUPERVISOR), person(Role.MANAGER)]
    leads = [person(Role.TEAM_LEAD, team) for team in teams]
    agents = [person(Role.AGENT, teams[number % len(teams)]) for number in range(AGENTS_PER_TEAM * len(teams))]
    session.add_all([*managers, *leads, *agents])
    session.flush()
    for number, agent in enumerate(agents):
        first = _FIRST_QUEUE[number % len(_FIRST_QUEUE)]
        second = rng.choice([key for key in queues if key != first]) if number % _SKILLED == 0 else first
        session.add_all(QueueMember(person_id=agent.id, queue_id=queues[key].id) for key in sorted({first, second}))
    session.add_all(QueueMember(person_id=lead.id, queue_id=queue.id) for lead in leads for queue in queues.values())
    _categories(session, words)
    levels = rng.choices(words.levels, _LEVEL_WEIGHTS, k=_CUSTOMERS)
    session.add_all(Customer(name=rng.choice(names), level=level) for level in levels)
    session.flush()
    return read_staff(session, words)


def read_staff(session: Session, words: Words) -> Staff:
    """Read who works here from the database of a demo."""
    by_role: dict[Role, list[int]] = {role: [] for role in Role}
    for id_, role in session.execute(select(Person.id, Person.role).where(Person.active).order_by(Person.id)):
        by_role[role].append(id_)
    members = session.execute(select(QueueMember.person_id, QueueMember.queue_id)).all()
    served = {id_: {queue for person, queue in members if person == id_} for id_ in by_role[Role.AGENT]}
    served |= {id_: set() for id_ in by_role[Role.TEAM_LEAD]}
    queue_ids = {name: id_ for id_, name in session.execute(select(Queue.id, Queue.name))}
    paths = {path: id_ for id_, path in session.execute(select(Category.id, Category.path))}
    return Staff(
        agents=tuple(by_role[Role.AGENT]),
        leads=tuple(by_role[Role.TEAM_LEAD]),
        supervisor=by_role[Role.SUPERVISOR][0],
        serves={id_: frozenset(queues) for id_, queues in served.items()},
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
