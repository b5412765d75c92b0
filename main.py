"""Starts Floorwatch: arguments to settings to the command that was asked for, and nothing else."""

import argparse
import errno
import gc
import importlib
import io
import os
import pkgutil
import sys
from collections.abc import Sequence

from app import commands
from app.errors import DomainError
from app.settings import Settings, describe_settings, load_settings, settings_file
from app.terminal import INTERRUPTED

REFUSED, UNHEARD = 2, 141


def parser(asked: str = "") -> argparse.ArgumentParser:
    """Make the parser of the command line; every file in app/commands is a sub-command.

    Where one of them is asked for the others are left out: together they take a second to import.
    """
    found = argparse.ArgumentParser(
        prog="main.py",
        description="Floorwatch (投诉时效督导台): the complaint desk and the floor on one console.",
        epilog=_settings_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sub_commands = found.add_subparsers(title="commands", metavar="[COMMAND]", help="without one, the console opens")
    files = {each.name.rstrip("_"): each.name for each in pkgutil.iter_modules(commands.__path__)}
    for name in [asked] if asked in files else sorted(files):
        module = importlib.import_module(f"{commands.__name__}.{files[name]}")
        about = (module.__doc__ or "").partition("\n")[0].partition(": ")[2]
        command = sub_commands.add_parser(name, help=about, description=about[:1].upper() + about[1:])
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or open the console; an expected refusal is its sentence on stderr and exit code 2."""
    _be_heard()
    words = sys.argv[1:] if arguments is None else arguments
    try:
        given = parser(words[0]).parse_args(words) if words else argparse.Namespace(run=_open_console)
        code: int = given.run(given, load_settings())
        sys.stdout.flush()
    except DomainError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the answer has heard enough, as `head` has.
        _say_no_more()
        return UNHEARD
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise
        sys.stderr.write(f"What was done cannot be told: {error.strerror}.\n")
        _say_no_more()
        return REFUSED
    return code


def _be_heard() -> None:
    """Let every word be said on every terminal, and nothing fail where nobody wants to hear any."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # It was closed: what is opened next would take its place, and be written into.
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - until the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _say_no_more() -> None:
    """Write nothing more, at the end neither."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_console(_: argparse.Namespace, settings: Settings) -> int:
    # To look for garbage among what is just being imported takes a sixth of the start; the console collects it later.
    gc.disable()
    # NumPy would begin with a thread on every core for linear algebra, of which the console does none.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # The commands do without Qt.
    from app.views import start

    return start.run(settings)


def _settings_help() -> str:
    lines = [f"settings, from {settings_file()} or the environment:"]
    for name, variable, about in describe_settings():
        lines.append(f"  {name:<27} {variable:<36} {about}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
