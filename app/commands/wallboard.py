"""`main.py wallboard`: open the console with the wallboard over a whole screen, a second one where there is one."""

from argparse import ArgumentParser, Namespace

from app.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command is told."""
    parser.epilog = "Esc leaves the wallboard; the console stays open behind it, and F12 shows the wallboard again."


def run(arguments: Namespace, settings: Settings) -> int:
    """Show both until the console is closed."""
    # The other commands do without Qt.
    from app.views import start

    return start.run(settings, wallboard=True)
