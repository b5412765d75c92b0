"""The fields of notices and scripts: which there are, which a text names, and how it is filled."""

from collections.abc import Mapping
from string import Formatter

from app.errors import DomainError

# What a complaint gives: its number, title, customer, product, order, category, when it came, when it is due, who owns
# it, what the customer wants, and who speaks.
FIELDS = (
    "number",
    "title",
    "customer",
    "product",
    "order",
    "category",
    "received",
    "due",
    "owner",
    "demand",
    "speaker",
)
# Where a complaint has nothing for a field, whoever speaks fills the gap.
GAP = "____"


class TemplateError(DomainError):
    """A template that names what no complaint has, or whose braces do not close."""


def fields_of(text: str) -> tuple[str, ...]:
    """Return the fields that a text names, each once; raises `TemplateError` for any that there is not."""
    try:
        found = [piece[1:] for piece in Formatter().parse(text) if piece[1] is not None]
    except ValueError as error:
        raise TemplateError("The braces of the text do not match: a brace itself is written twice.") from error
    for name, layout, conversion in found:
        # Nothing but the name: whatever else a brace can ask for reaches into the program.
        if name not in FIELDS or layout or conversion:
            raise TemplateError(
                "There is no field {field}. The fields are {fields}.", field=name or "{}", fields=", ".join(FIELDS)
            )
    return tuple(dict.fromkeys(str(name) for name, _, _ in found))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the values in place of its fields; raises `TemplateError` as `fields_of` does."""
    return text.format_map({name: values.get(name) or GAP for name in fields_of(text)})
