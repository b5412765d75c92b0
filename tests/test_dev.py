"""The commands of a checkout: what they promise in their help, when they set up, and what they pass on."""

import ast
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import dev

COMMANDS = ("run", "test", "check", "bench", "shots", "lock")
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


class Shell:
    """Stands in for `dev.call` and records the commands; an environment made here is an empty interpreter file."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.failing = ""

    def __call__(self, *command: object, cwd: Path | None = None) -> int:
        words = [str(word) for word in command]
        if self.failing and self.failing in words:
            return 1
        self.commands.append(words)
        return 0

    def make_environment(self, folder: Path, **options: bool) -> None:
        """Stand in for `venv.create`."""
        assert options["with_pip"]
        assert options["clear"]
        self.commands.append(["python", "-m", "venv", str(folder)])
        dev.interpreter(folder).parent.mkdir(parents=True, exist_ok=True)
        dev.interpreter(folder).touch()

    def kinds(self) -> list[str]:
        """Return what was done since the last question: `venv` or `pip`, in order."""
        done = [words[2] for words in self.commands]
        self.commands.clear()
        return done


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A checkout of its own, in which no command is really run."""
    found = Shell()
    monkeypatch.setattr(dev, "call", found)
    monkeypatch.setattr("venv.create", found.make_environment)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "QT_PARTS", ())
    monkeypatch.setattr(dev, "LONG_PARTS", ())
    for name in ("RUN", "DEV", "BENCH"):
        file = tmp_path / getattr(dev, name).name
        file.write_text(f"{name}==1\n", encoding="utf-8")
        monkeypatch.setattr(dev, name, file)
    return found


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        dev.main(["--help"])
    assert left.value.code == 0
    assert tuple(re.findall(r"^    (\w+)  ", capsys.readouterr().out, re.MULTILINE)) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_of_its_own(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        dev.main([command, "--help"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: dev.py {command}")


@pytest.mark.parametrize("words", [["dance"], [], ["check", "--fast"], ["shots"], ["bench", "none_of_these"]])
def test_what_it_does_not_know_is_said_on_stderr_with_exit_code_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = dev.main(words)
    except SystemExit as left:
        code = left.code
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err


def test_it_works_from_another_directory(tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, dev.ROOT / "dev.py", "bench", "none_of_these"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 2
    assert (
        asked.stderr == f"There is no bench none_of_these; there are: {', '.join(dev.benches(dev.ROOT / 'bench'))}.\n"
    )


def test_an_older_python_is_told_what_is_needed() -> None:
    source = (dev.ROOT / "dev.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 6))
    pretend = "import runpy, sys; sys.version_info = (3, 10, 13); runpy.run_path('dev.py', run_name='__main__')"
    told = subprocess.run([sys.executable, "-c", pretend], cwd=dev.ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert told.stderr == "Floorwatch needs Python 3.11 or later; this is Python 3.10.\n"


def test_a_set_up_is_done_once(shell: Shell) -> None:
    dev.set_up(dev.RUN)
    assert shell.kinds() == ["venv", "pip"]
    dev.set_up(dev.RUN)
    assert shell.kinds() == []


def test_only_hashed_wheels_are_installed(shell: Shell) -> None:
    dev.set_up(dev.RUN, dev.DEV)
    words = shell.commands[-1]
    assert "--require-hashes" in words
    assert words[words.index("--only-binary") + 1] == ":all:"
    assert words[-4:] == ["-r", str(dev.RUN), "-r", str(dev.DEV)]


def test_further_requirements_join_the_same_environment(shell: Shell) -> None:
    dev.set_up(dev.RUN)
    shell.kinds()
    dev.set_up(dev.RUN, dev.DEV)
    assert shell.kinds() == ["pip"]
    dev.set_up(dev.RUN)
    dev.set_up(dev.RUN, dev.DEV)
    assert shell.kinds() == []


def test_changed_pins_are_installed_again(shell: Shell) -> None:
    dev.set_up(dev.RUN)
    shell.kinds()
    dev.RUN.write_text("RUN==2\n", encoding="utf-8")
    dev.set_up(dev.RUN)
    assert shell.kinds() == ["pip"]


def test_another_python_gets_another_environment(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    dev.set_up(dev.RUN, dev.DEV)
    shell.kinds()
    monkeypatch.setattr("platform.python_version", lambda: "3.99.0")
    dev.set_up(dev.RUN)
    assert shell.kinds() == ["venv", "pip"]
    dev.set_up(dev.RUN, dev.DEV)
    assert shell.kinds() == ["pip"]


@pytest.mark.parametrize("stamp", [None, "", '{"python'])
def test_an_interrupted_set_up_repairs_itself(shell: Shell, stamp: str | None) -> None:
    dev.set_up(dev.RUN)
    dev.RUN.write_text("RUN==2\n", encoding="utf-8")
    shell.failing = "pip"
    with pytest.raises(dev.SetUpError):
        dev.set_up(dev.RUN)
    if stamp is not None:
        (dev.VENV / "set-up.json").write_text(stamp, encoding="utf-8")
    shell.failing = ""
    shell.kinds()
    dev.set_up(dev.RUN)
    assert shell.kinds() == ["venv", "pip"]
    dev.set_up(dev.RUN)
    assert shell.kinds() == []


def test_a_failed_installation_is_said_in_a_sentence(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.failing = "pip"
    assert dev.main(["test"]) == 2
    assert capsys.readouterr().err.endswith("The packages cannot be installed. The reason is above.\n")


ABSENT = dev.SystemPart("the part", "the-package", lambda: False)
PRESENT = dev.SystemPart("the other part", "the-other-package", lambda: True)


@POSIX_ONLY
def test_missing_system_parts_are_installed_as_root_on_debian(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    dev.install_system_parts([PRESENT, ABSENT])
    assert [words[:2] for words in shell.commands] == [["apt-get", "update"], ["apt-get", "install"]]
    assert shell.commands[1][-1] == "the-package"
    assert "the-other-package" not in shell.commands[1]


@POSIX_ONLY
@pytest.mark.parametrize(("apt", "line"), [("/usr/bin/apt-get", "sudo apt-get install"), (None, "apt-get install")])
def test_elsewhere_the_line_is_printed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, apt: str | None, line: str
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: apt)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(dev.SetUpError, match=f"Missing on this system: the part.*{line} .*the-package$"):
        dev.install_system_parts([PRESENT, ABSENT])
    assert shell.commands == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt's wheels bring everything")
def test_what_qt_needs_of_the_system_is_looked_for_before_anything_is_installed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(dev, "QT_PARTS", (ABSENT,))
    with pytest.raises(dev.SetUpError, match="Missing on this system: the part"):
        dev.set_up(dev.RUN)
    assert shell.commands == []


@pytest.mark.skipif(sys.platform != "linux", reason="the names are those of Linux")
def test_a_library_is_known_by_loading_it() -> None:
    assert dev.loads("libc.so.6")
    assert not dev.loads("libfloorwatch-has-none.so.1")


@pytest.mark.parametrize(("listed", "there"), [(b"/usr/share/fonts/a.ttc: \n", True), (b"", False)])
def test_a_chinese_font_is_looked_up_where_there_is_a_list_of_fonts(
    monkeypatch: pytest.MonkeyPatch, listed: bytes, there: bool
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("subprocess.run", lambda words, **_: subprocess.CompletedProcess(words, 0, listed))
    assert dev.has_chinese_font() is there
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert not dev.has_chinese_font()


@pytest.mark.parametrize(
    ("words", "passed"),
    [
        (["run"], []),
        (["run", "serve"], ["serve"]),
        (["run", "import", "floor.csv", "--mapping", "boston311"], ["import", "floor.csv", "--mapping", "boston311"]),
        (["run", "--", "report", "--help"], ["report", "--help"]),
    ],
)
def test_run_starts_the_program_where_the_person_stands(shell: Shell, words: list[str], passed: list[str]) -> None:
    assert dev.main(words) == 0
    assert shell.commands[-1] == [str(dev.interpreter(dev.VENV)), str(dev.ROOT / "main.py"), *passed]


@pytest.mark.parametrize(
    ("words", "passed"),
    [
        ([], ["-m", "not long"]),
        (["--long"], []),
        (["-k", "calendar", "--long", "-x"], ["-k", "calendar", "-x"]),
        (["tests/models", "-q"], ["-m", "not long", "tests/models", "-q"]),
    ],
)
def test_long_suites_are_left_out_unless_asked_for(
    shell: Shell, words: list[str], passed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert dev.main(["test", *words]) == 0
    shared_out = ["-n", "5", "--dist", "worksteal"]
    assert shell.commands[-1][1:] == ["-m", "pytest", *shared_out, *passed]
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ


def test_every_checker_speaks_even_after_a_complaint(shell: Shell) -> None:
    dev.set_up(dev.RUN, dev.DEV)
    shell.kinds()
    shell.failing = "mypy"
    assert dev.main(["check"]) == 1
    assert [words[2:3] + words[3:4] for words in shell.commands[:2]] == [["ruff", "check"], ["ruff", "format"]]
    assert "importlinter" in shell.commands[-1][2]


def test_bench_requirements_are_installed_for_benches_only(shell: Shell) -> None:
    dev.main(["check"])
    assert not any(str(dev.BENCH) in words for words in shell.commands)
    dev.main(["bench", "--json"])
    assert str(dev.BENCH) in next(words for words in shell.commands if str(dev.BENCH) in words)
    measured = [words[2:] for words in shell.commands if words[2].startswith("bench.")]
    assert measured == [[f"bench.{name}", "--json"] for name in dev.benches(dev.ROOT / "bench")]


def test_a_file_in_the_folder_is_a_bench(tmp_path: Path) -> None:
    (tmp_path / "floor.py").write_text("from bench.report import main\nmain(cases)\n", encoding="utf-8")
    (tmp_path / "arrivals.py").write_text("from bench.report import main\nmain(cases)\n", encoding="utf-8")
    (tmp_path / "made_tickets.py").write_text("ROWS = 5\n", encoding="utf-8")
    assert dev.benches(tmp_path) == ["arrivals", "floor"]
    assert "report" not in dev.benches(dev.ROOT / "bench")


def test_the_exit_code_of_the_child_is_passed_on() -> None:
    assert dev.call(sys.executable, "-c", "raise SystemExit(7)") == 7


@POSIX_ONLY
def test_a_child_that_was_killed_is_reported_as_a_shell_does() -> None:
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert dev.call(sys.executable, "-c", kill) == 128 + signal.SIGKILL


@POSIX_ONLY
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 5), (signal.SIGINT, 130)])
def test_the_program_finishes_before_a_stop_ends_quietly(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    (tmp_path / "main.py").write_text(
        "import signal, sys\n"
        "def stop(*_):\n    print('stopped', flush=True)\n    sys.exit(5)\n"
        f"signal.signal({sent.value}, stop)\nprint('ready', flush=True)\nsignal.pause()\n",
        encoding="utf-8",
    )
    command = "import dev, pathlib, sys; dev.ROOT = pathlib.Path(sys.argv[1])"
    command += "; dev.set_up = lambda *files: sys.executable; sys.exit(dev.main(['run', 'watch']))"
    with subprocess.Popen(
        [sys.executable, "-c", command, str(tmp_path)],
        cwd=dev.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        # The terminal sends Ctrl+C to the whole group, a service manager SIGTERM to the one it started.
        if sent == signal.SIGINT:
            os.killpg(started.pid, sent)
        else:
            started.send_signal(sent)
        assert started.communicate(timeout=60) == ("stopped\n", "")
        assert started.returncode == code


def test_an_interruption_ends_the_row_of_checkers(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    dev.set_up(dev.RUN, dev.DEV)

    def interrupted(*command: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(dev, "call", interrupted)
    assert dev.main(["check"]) == 130
