"""The documents: what they name exists, what they tell people to type is understood, and their examples work."""

import http.server
import importlib.util
import re
import shlex
import threading
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import openpyxl
import pytest

import dev
import main
from app.models.people import Language
from app.models.policy import Policy
from app.models.sla import Target
from app.models.ticket import Complexity, Source
from app.services.database import Database
from app.services.deadlines.channels.base import Channel, Fate
from app.services.deadlines.message import Message
from app.services.deadlines.sealing import Address
from app.services.reporting.base import Period, Report, write_report
from app.settings import describe_settings, load_settings
from tests.services.reporting.history import NOW, prepare

ROOT = Path(main.__file__).resolve().parent
EXAMPLES = ROOT / "docs" / "example"
PAIRS = [
    ("README.md", "README.zh.md"),
    ("docs/operations.md", "docs/operations.zh.md"),
    ("docs/event_feed.md", "docs/event_feed.zh.md"),
    ("docs/feeds.md", "docs/feeds.zh.md"),
    ("docs/guide.md", "docs/guide.zh.md"),
    ("docs/policies.md", "docs/policies.zh.md"),
    ("docs/staffing.md", "docs/staffing.zh.md"),
    ("docs/knowledge.md", "docs/knowledge.zh.md"),
]
DOCUMENTS = pytest.mark.parametrize("name", [name for pair in PAIRS for name in pair])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACEHOLDERS = {"ROLE": "agent", "RUN": "1", "COUNT": "12"}


def read(name: str) -> str:
    """Return a document."""
    return (ROOT / name).read_text("utf-8")


def prose(name: str) -> str:
    """Return a document without its code blocks."""
    return FENCE.sub("", read(name))


def spans(name: str) -> list[str]:
    """Return what stands in code style within the sentences of a document."""
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose(name))]


def blocks(name: str, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return [code for found, code in FENCE.findall(read(name)) if found == language]


def command_lines(name: str) -> list[str]:
    """Return every call of main.py and dev.py in a document, without what follows a comment sign or an ellipsis."""
    places = [*spans(name), *(line for _, code in FENCE.findall(read(name)) for line in code.splitlines())]
    return [match[0] for place in places for match in re.finditer(r"\b(?:main|dev)\.py [^`#…]+", place)]


def anchors(name: str) -> set[str]:
    """Return the anchors that a document's headings give, as the usual hosts make them."""
    headings = re.findall(r"^#+ (.+)$", prose(name), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@DOCUMENTS
def test_every_link_leads_somewhere(name: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", prose(name)) if "://" not in link]
    assert links
    for link in links:
        file, _, anchor = link.partition("#")
        leads_to = (ROOT / name).parent.joinpath(file) if file else ROOT / name
        assert leads_to.exists(), link
        assert not anchor or anchor in anchors(str(leads_to)), link


@DOCUMENTS
def test_every_file_named_exists(name: str) -> None:
    rooms = {path.name for path in ROOT.iterdir()}
    named = [span for span in spans(name) if re.fullmatch(r"[\w./-]+", span) and span.split("/")[0] in rooms]
    named += re.findall(r"docs/\w+/[\w.-]*\w", read(name))
    assert named
    # The file of rejected rows is made by the command that stands above it.
    missing = [path for path in named if not (ROOT / path).exists() and not path.endswith(".rejected.csv")]
    assert missing == []


@DOCUMENTS
def test_every_command_shown_is_understood(name: str) -> None:
    lines = command_lines(name)
    assert lines
    for line in lines:
        program, *words = [PLACEHOLDERS.get(word, word) for word in shlex.split(line)]
        if program == "dev.py":
            asked, rest = dev.parser().parse_known_args(words)
            assert not rest or asked.action in (dev.run, dev.test), line
            words = rest if asked.action is dev.run else []
        # Help ends a program, and is as good as any other answer.
        if words and not {"-h", "--help"} & {*words}:
            main.parser().parse_args(words)


def test_the_two_commands_stand_in_the_readme_as_the_checks_call_them() -> None:
    assert "python3 dev.py test" in (ROOT / ".ci" / "run").read_text("utf-8")
    for name in PAIRS[0]:
        assert re.findall(r"^python3 dev\.py \w+", blocks(name, "sh")[0], re.MULTILINE) == [
            "python3 dev.py run",
            "python3 dev.py test",
        ]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_both_languages_say_the_same_things_in_the_same_order(pair: tuple[str, str]) -> None:
    outlines = [[len(marks) for marks in re.findall(r"^(#+) ", prose(name), re.MULTILINE)] for name in pair]
    assert outlines[0] == outlines[1]
    languages = [[language for language, _ in FENCE.findall(read(name))] for name in pair]
    assert languages[0] == languages[1]
    assert blocks(pair[0], "python") == blocks(pair[1], "python")
    for name, other in (pair, pair[::-1]):
        assert f"({Path(other).name})" in read(name).partition("\n")[0]


@pytest.mark.parametrize("name", PAIRS[1])
def test_the_guide_names_every_setting_and_no_other(name: str) -> None:
    named = re.findall(r"^\| `([\w.]+)` \| `(\w+)` \|", read(name), re.MULTILINE)
    assert named == [(setting, variable) for setting, variable, _ in describe_settings()]
    known = {variable for _, variable in named} | {"FLOORWATCH_SETTINGS"}
    assert set(re.findall(r"FLOORWATCH_[A-Z_]+", read(name))) <= known


@pytest.mark.parametrize("name", PAIRS[1])
def test_the_settings_shown_can_be_read(name: str, tmp_path: Path) -> None:
    (shown,) = blocks(name, "toml")
    file = tmp_path / "settings.toml"
    file.write_text(shown, encoding="utf-8")
    assert load_settings({"FLOORWATCH_SETTINGS": str(file)}).email.host == "mail.example.com"


def test_the_pictures_differ_in_their_words_only() -> None:
    drawn = []
    for name in ("architecture.svg", "architecture.zh.svg"):
        picture = ElementTree.parse(ROOT / "docs" / name)
        drawn.append([(each.tag, each.attrib) for each in picture.iter()])
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("name", PAIRS[0])
def test_the_preview_shown_is_what_the_command_prints(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = "".join(blocks(name, "console"))
    (preview,) = (part for part in sessions.split("$ python3 dev.py run ") if "--preview" in part.partition("\n")[0])
    command, *shown = preview.splitlines()
    monkeypatch.chdir(ROOT)
    assert main.main(shlex.split(command)) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in shown if line not in printed] == ["…"]


def example(name: str) -> ModuleType:
    """Load an example of the README as the registry would."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, EXAMPLES / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", Language)
def test_the_example_of_a_report_writes_a_workbook(database: Database, tmp_path: Path, language: Language) -> None:
    prepare(database)
    report: Report = example("backlog.py").BacklogReport()
    period = Period(date(2026, 3, 1), date(2026, 3, 8), ZoneInfo("Asia/Shanghai"))
    with database.read() as session:
        write_report(session, report, period, language, tmp_path / "out.xlsx", now=NOW)
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == [report.title.of(language)]


@pytest.fixture
def gateway() -> Iterator[http.server.HTTPServer]:
    """A message gateway that answers with the status that its path names, and hangs up where that is 0."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if status := int(self.path.removeprefix("/gateway/")):
                self.send_response(status)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "fate"),
    [(200, Fate.SENT), (404, Fate.REFUSED), (423, Fate.PUT_OFF), (500, Fate.PUT_OFF), (0, Fate.UNKNOWN)],
)
def test_the_example_of_a_channel_says_what_became_of_a_message(
    gateway: http.server.HTTPServer, status: int, fate: Fate
) -> None:
    channel: Channel = example("gateway.py").GatewayChannel(10)
    address = Address(f"http://127.0.0.1:{gateway.server_port}/gateway/{status}")
    channel.check(address)
    assert channel.send(Message("test-1", address, NOW, "subject", "closing")).fate is fate


def test_the_example_of_a_policy_promises_what_it_says() -> None:
    policy = Policy.from_specification(tomllib.loads((EXAMPLES / "regulated_finance.toml").read_text("utf-8")))
    promised = [policy.target(Target.RESOLUTION, Source.LETTER, each, False) for each in Complexity]
    assert [rule and rule.amount for rule in promised] == [15, 60]


@DOCUMENTS
def test_the_code_shown_stands_in_the_examples(name: str) -> None:
    source = "\n".join(file.read_text("utf-8") for file in sorted(EXAMPLES.glob("*.py")))
    settings = "@dataclass(frozen=True)"
    for code in blocks(name, "python"):
        if code.startswith(settings):
            continue
        for line in filter(None, code.splitlines()):
            assert line in source
