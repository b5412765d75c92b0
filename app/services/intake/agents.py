"""Whom a file or a feed names: by the name or the e-mail address, however it is written."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import Person


def agents_called(session: Session) -> dict[str, int]:
    """Return everybody who works here by name and e-mail address, casefolded, and let nobody else change them.

    An address that several share names nobody.
    """
    rows = session.execute(
        select(Person.id, Person.name, Person.email)
        .where(Person.active)
        # In one order everywhere, so that nobody waits for another one for ever.
        .order_by(Person.id)
        .with_for_update(key_share=True)
    ).all()
    sharing = Counter(row.email.casefold() for row in rows if row.email)
    found = {address: row.id for row in rows if row.email and sharing[address := row.email.casefold()] == 1}
    return found | {row.name.casefold(): row.id for row in rows}
