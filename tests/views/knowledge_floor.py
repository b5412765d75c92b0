"""A floor that knows something, as the tests of the knowledge pane and of its dialogs need it."""

from pathlib import Path
from random import Random

from sqlalchemy import select

from app.models.knowledge import Article
from app.models.people import Language, Role
from app.services.database import Database
from app.services.demo.desk_knowledge import fill
from app.services.knowledge.index import index_all
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.tasks import Tasks
from tests.builders import MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on


class Library:
    """A floor with the articles of the demo, and somebody in front of it."""

    def __init__(
        self, database: Database, tasks: Tasks, folder: Path, role: Role, language: Language = Language.ENGLISH
    ) -> None:
        self.database = database
        self.rulebook = open_floor(database)
        self.tickets = [
            new_ticket(database, self.rulebook, title=title, description=title)
            for title in ("My refund of 300 is missing", "Refund refused", "The parcel is late")
        ]
        with database.write() as session:
            self.me = person(session, role).id
            fill(session, self.rulebook, language, Random(1), now=MONDAY)
        index_all(database)
        self.notices = Notices()
        self.said: list[str] = []
        self.notices.changed.connect(lambda sentence, _: self.said.append(str(sentence)))
        self.desk: Desk = desk_on(database, tasks, folder, me=lambda: self.me, notices=self.notices)

    def article(self, title: str) -> Article:
        """Return the article whose title begins so, as it is now."""
        with self.database.read() as session:
            return session.scalars(select(Article).where(Article.title.like(f"{title}%"))).one()
