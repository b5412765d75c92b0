"""The sources of a made-up floor, both paused: a mailbox that brought its mails, a ticket system that refused a few.

Nothing is fetched: the demo has no secret, and nobody is there to ask.
"""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.models.feed import FeedReject, FeedSource
from app.models.people import Language
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.feeds.source import kept_words, kind_named, not_understood

_NAMES = {
    Language.CHINESE: ("客服邮箱", "原工单系统"),
    Language.ENGLISH: ("Service mailbox", "Former ticket system"),
}
_VALUES = (
    ("mailbox", {"host": "imap.example.com", "login": "service@example.com"}),
    ("zendesk", {"address": "https://example.zendesk.com", "login": "service@example.com"}),
)


def fill(session: Session, rulebook: Rulebook, language: Language, random: Random, *, now: datetime) -> None:
    """Set up two sources that are paused."""
    for name, (kind, values) in zip(_NAMES[language], _VALUES, strict=True):
        source = FeedSource(
            kind=kind,
            name=name,
            settings=kind_named(kind).check_values(values),
            active=False,
            cursor={"since": now.isoformat()},
            last_read_at=now - timedelta(minutes=random.randint(2, 30)),
            counts={
                "added": random.randint(200, 900),
                "changed": random.randint(50, 300) if kind == "zendesk" else 0,
                "threaded": random.randint(50, 300) if kind == "mailbox" else 0,
                "automatic": random.randint(10, 60) if kind == "mailbox" else 0,
            },
        )
        session.add(source)
        session.flush()
        if kind == "zendesk":
            refusal = kept_words(not_understood(KeyError("created_at")))
            for number in random.sample(range(30_000, 40_000), 2):
                session.add(
                    FeedReject(
                        feed_source_id=source.id,
                        external_key=str(number),
                        at=now - timedelta(hours=random.randint(1, 20)),
                        reason=refusal,
                    )
                )
    session.flush()
