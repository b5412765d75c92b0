"""`main.py faq DIR`: write the public articles as a static FAQ site with a search of its own."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from app.models.people import Language
from app.services.database import Database
from app.services.knowledge.faq_site import faq_site
from app.services.schema import require_schema
from app.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command is told."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to; an empty folder, or that of an older site")
    parser.add_argument(
        "--language",
        choices=[each.value for each in Language],
        default=Language.CHINESE.value,
        help="zh (default) or en",
    )
    parser.add_argument("--title", default="", help="what stands above the questions")


def run(arguments: Namespace, settings: Settings) -> int:
    """Write the site; raises the refusals of the database and `FaqError`."""
    database = Database(settings.database_address)
    try:
        with database.read() as session:
            require_schema(session)
            count = faq_site(session, arguments.folder, Language(arguments.language), arguments.title)
    finally:
        database.close()
    sys.stdout.write(f"{arguments.folder / 'index.html'}: {count}\n")
    return 0
