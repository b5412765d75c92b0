"""The expected refusals: what the program says, in a sentence, when it cannot do what a person asked."""


class DomainError(Exception):
    """An expected refusal, shown to the person as its sentence; anything else is a fault and goes to the log.

    The sentence is an English template whose fields are filled from `values`, so that a screen can show the
    same refusal in another language by translating the template.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        # What the system says of a file is its words, without its number and the name, which the sentence has.
        self.values = {
            name: value.strerror if isinstance(value, OSError) and value.strerror else value
            for name, value in values.items()
        }

    def __str__(self) -> str:
        return self.sentence.format(**self.values)

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword values are not part of Exception.args, and refusals cross from worker processes.
        return _rebuilt, (type(self), self.sentence, self.values)


class DatabaseError(DomainError):
    """The database cannot be used as asked; the sentence says why."""


class DatabaseLostError(DatabaseError):
    """The database is not there now; what was being done was rolled back and can be done again."""


class CollisionError(DatabaseError):
    """Two have worked on the same at the same moment; what this one was doing was rolled back and can be done again."""


class NoTicketError(DomainError):
    """There is no complaint of that identity."""


def _rebuilt(kind: type[DomainError], sentence: str, values: dict[str, object]) -> DomainError:
    return kind(sentence, **values)
