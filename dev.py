"""The commands of a checkout: set up a private .venv beside this file, then run, test, check, measure or picture.

Standard library only. The syntax is that of Python 3.6, so that an older interpreter gets as far as the sentence
that refuses it.
"""

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one is told so here
    sys.stderr.write("Floorwatch needs Python 3.11 or later; this is Python {}.{}.\n".format(*sys.version_info))
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
RUN, DEV, BENCH = (ROOT / f"requirements{suffix}.txt" for suffix in ("", "-dev", "-bench"))
# Where every pinned wheel has to exist, in uv's names.
PLATFORMS = ("x86_64-manylinux_2_34", "aarch64-apple-darwin", "x86_64-pc-windows-msvc")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


class SetUpError(Exception):
    """What a command cannot do, in a sentence for the person at the shell."""


class SystemPart(NamedTuple):
    """Something a package index cannot bring: it comes with the operating system."""

    what: str
    debian_package: str
    is_present: Callable[[], bool]


def loads(library: str) -> bool:
    """Say whether the system has a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Say whether fontconfig knows a font with Chinese letters."""
    listed = ["fc-list", ":lang=zh", "file"]
    return bool(shutil.which(listed[0]) and subprocess.run(listed, capture_output=True, check=False).stdout)


# Debian cuts the installer of pip out of Python.
PYTHON_PARTS = (
    SystemPart(
        "Python's ensurepip",
        "python{}.{}-venv".format(*sys.version_info),
        lambda: importlib.util.find_spec("ensurepip") is not None,
    ),
)
# What Qt's wheels for Linux leave to the system, without what these packages bring themselves: first what it needs even
# without a display, then for X11.
QT_LIBRARIES = """
    libEGL.so.1=libegl1 libGL.so.1=libgl1 libfontconfig.so.1=libfontconfig1 libxkbcommon.so.0=libxkbcommon0
    libdbus-1.so.3=libdbus-1-3 libgthread-2.0.so.0=libglib2.0-0 libX11-xcb.so.1=libx11-xcb1
    libxkbcommon-x11.so.0=libxkbcommon-x11-0 libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4
    libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0 libxcb-shape.so.0=libxcb-shape0
    libxcb-sync.so.1=libxcb-sync1 libxcb-xfixes.so.0=libxcb-xfixes0
"""
QT_PARTS = (
    *(
        SystemPart(library, package, partial(loads, library))
        for library, package in (pair.split("=") for pair in QT_LIBRARIES.split())
    ),
    SystemPart("a font with Chinese letters", "fontconfig fonts-noto-cjk", has_chinese_font),
)

# What only the slow suites need: the FAQ site is looked at in it.
LONG_PARTS = (SystemPart("a browser", "chromium", lambda: shutil.which("chromium") is not None),)


def call(*command: object, cwd: Path | None = ROOT) -> int:
    """Run a command to its end and return its exit code, as a shell gives it; SIGTERM is handed on to it."""
    with subprocess.Popen([str(word) for word in command], cwd=cwd) as child:
        previous = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            code = child.wait()
        except KeyboardInterrupt:
            # The shell sent Ctrl+C to the child as well, which may still have something to finish.
            child.wait()
            raise
        finally:
            signal.signal(signal.SIGTERM, previous)
    return code if code >= 0 else 128 - code


def required(problem: str, *command: object) -> None:
    """Run a step that the following ones build on; raise SetUpError with `problem` when it fails."""
    if call(*command) != 0:
        raise SetUpError(f"{problem} The reason is above.")


def install_system_parts(parts: Sequence[SystemPart]) -> None:
    """Install the parts that are missing, as root on Debian; elsewhere raise SetUpError with the line that does."""
    missing = [part for part in parts if not part.is_present()]
    if not missing:
        return
    what = ", ".join(part.what for part in missing)
    packages = [part.debian_package for part in missing]
    line = "apt-get install --yes --no-install-recommends " + " ".join(packages)
    if shutil.which("apt-get") is None:
        raise SetUpError(f"Missing on this system: {what}. Install it with the system's packages; on Debian: {line}")
    if os.geteuid() != 0:
        raise SetUpError(f"Missing on this system: {what}. Install it with: sudo {line}")
    required("The lists of system packages cannot be read.", "apt-get", "update", "--quiet")
    required(f"{what} cannot be installed.", *line.split())
    importlib.invalidate_caches()


def interpreter(environment: Path) -> Path:
    """Return the Python of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def digests(files: Iterable[Path]) -> dict[str, str]:
    """Return what the installation of these requirement files depends on: their contents and the Python."""
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return {"python": platform.python_version(), **found}


def recorded_digests(stamp: Path) -> dict[str, str]:
    """Return the digests of the last finished set-up; empty when none was finished."""
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def set_up(*files: Path) -> Path:
    """Bring .venv to what the requirement files say, if it is not there yet, and return its Python."""
    stamp, python = VENV / "set-up.json", interpreter(VENV)
    recorded, wanted = recorded_digests(stamp), digests(files)
    if python.exists() and wanted.items() <= recorded.items():
        return python
    print(f"Setting up {VENV.name}: {', '.join(file.name for file in files)} …", file=sys.stderr, flush=True)
    if sys.platform == "linux":
        install_system_parts(QT_PARTS)
    if recorded.get("python") != wanted["python"] or not python.exists():
        # Another Python, or a set-up that was interrupted: what lies there cannot be trusted.
        recorded = {}
        make_environment(VENV)
    stamp.unlink(missing_ok=True)
    install(python, "--require-hashes", *(word for file in files for word in ("-r", file)))
    stamp.write_text(json.dumps({**recorded, **wanted}), encoding="utf-8")
    return python


def make_environment(folder: Path) -> None:
    """Make an empty virtual environment, in place of whatever lies there."""
    install_system_parts(PYTHON_PARTS)
    try:
        venv.create(folder, clear=True, symlinks=os.name != "nt", with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetUpError(f"The virtual environment cannot be made: {error}") from error


def install(python: Path, *words: object) -> None:
    """Install into the environment of `python`, from wheels only: nothing is built on this machine."""
    quietly = ("--quiet", "--no-input", "--disable-pip-version-check", "--only-binary", ":all:")
    required("The packages cannot be installed.", python, "-m", "pip", "install", *quietly, *words)


def run(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Start the console, or the sub-command of main.py that is given."""
    return call(set_up(RUN), ROOT / "main.py", *rest, cwd=None)


def test(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Run the tests, without the long suites unless asked; further arguments go to pytest."""
    # Most of them wait for databases and processes: a run more than there are cores fills the time of the others.
    shared_out = ["-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal"]
    # Where bytecode is not to be kept, each of a hundred processes would compile the product and the tests anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    python = set_up(RUN, DEV)
    if arguments.long and sys.platform == "linux":
        install_system_parts(LONG_PARTS)
    return call(python, "-m", "pytest", *shared_out, *([] if arguments.long else ["-m", "not long"]), *rest)


def check(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Run every checker even if an earlier one complains; the first complaint decides the exit code."""
    python = set_up(RUN, DEV)
    checkers = (
        ("-m", "ruff", "check"),
        ("-m", "ruff", "format", "--check"),
        ("-m", "mypy"),
        ("-c", "import importlinter.cli; importlinter.cli.lint_imports_command()", "--no-logo"),
    )
    return first_failure(call(python, *words) for words in checkers)


def first_failure(codes: Iterable[int]) -> int:
    """Exhaust the exit codes and return the first that is not 0."""
    return next((code for code in list(codes) if code), 0)


def benches(folder: Path) -> list[str]:
    """Return the names of the benches: the modules of the folder that hand their cases to `bench.report.main`."""
    return sorted(file.stem for file in folder.glob("*.py") if "main(cases)" in file.read_text(encoding="utf-8"))


def bench(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Run one bench or all of them."""
    known = benches(ROOT / "bench")
    if arguments.name and arguments.name not in known:
        raise SetUpError(f"There is no bench {arguments.name}; there are: {', '.join(known)}.")
    python = set_up(RUN, DEV, BENCH)
    names = [arguments.name] if arguments.name else known
    return first_failure(call(python, "-m", f"bench.{name}", *(["--json"] if arguments.json else [])) for name in names)


def shots(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Render pictures of the panes and dialogs on a demo floor."""
    return call(set_up(RUN), "-m", "app.views.shots", Path(arguments.folder).resolve())


def lock(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Pin the three requirement files together, and see that each platform has a wheel of every pin."""
    sources = {RUN: ["pyproject.toml"], DEV: ["--group", "dev"], BENCH: ["--group", "bench"]}
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        make_environment(room / "uv")
        install(interpreter(room / "uv"), "uv")
        compiler = [interpreter(room / "uv"), "-m", "uv", "pip", "compile", "--quiet", "--no-config", "--no-annotate"]
        compiler += ["--only-binary", ":all:", "--custom-compile-command", "python3 dev.py lock"]
        universal = ["--universal", "--fork-strategy", "fewest", "--python-version", PYTHONS[0]]
        together = room / "together.txt"
        if not arguments.upgrade:
            # uv keeps what it finds pinned in its output file, as far as it still fits.
            together.write_text("".join(file.read_text(encoding="utf-8") for file in sources), encoding="utf-8")
        everything = [word for words in sources.values() for word in words]
        required("The requirements do not fit together.", *compiler, *universal, *everything, "-o", together)
        for file, words in sources.items():
            hashed = ["--generate-hashes", "--emit-build-options", "--constraints", together, "-o", room / file.name]
            required(f"{file.name} cannot be pinned.", *compiler, *universal, *hashed, *words)
        for target in PLATFORMS:
            for version in PYTHONS:
                tags = ["--python-platform", target, "--python-version", version, "-o", os.devnull]
                required(f"Python {version} on {target} lacks a wheel.", *compiler, *tags, together)
        for file in sources:
            shutil.copyfile(room / file.name, file)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the commands with their help."""
    top = argparse.ArgumentParser(prog="dev.py", description="Floorwatch: set up, run, test, check, measure, picture.")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(action: Callable[[argparse.Namespace, list[str]], int], help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(action.__name__, help=help, description=f"{help[0].upper()}{help[1:]}.")
        added.allow_abbrev = False
        added.set_defaults(action=action)
        return added

    command(run, "set up and start the program; further arguments go to main.py").usage = "dev.py run [ARGS ...]"
    testing = command(test, "set up and run the tests; further arguments go to pytest")
    testing.usage = "dev.py test [--long] [PYTEST ARGS ...]"
    testing.add_argument("--long", action="store_true", help="also run the slow suites")
    command(check, "lint, check the format, the types and the import rules")
    measuring = command(bench, "measure speed and accuracy side by side with peers")
    measuring.add_argument("name", nargs="?", metavar="NAME", help=f"one of: {', '.join(benches(ROOT / 'bench'))}")
    measuring.add_argument("--json", action="store_true", help="print one JSON object a line")
    command(shots, "render pictures of the panes").add_argument("folder", metavar="DIR", help="where to write them")
    locking = command(lock, "pin the requirement files anew from pyproject.toml")
    locking.add_argument("--upgrade", action="store_true", help="take the newest releases instead of keeping pins")
    return top


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit code: the child's own, 2 with a sentence on stderr, or 130 after Ctrl+C."""
    commands = parser()
    arguments, rest = commands.parse_known_args(words)
    if rest and arguments.action not in (run, test):
        commands.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        # A leading "--" keeps what follows for the child, even --help.
        code: int = arguments.action(arguments, rest[1:] if rest[:1] == ["--"] else rest)
    except SetUpError as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
