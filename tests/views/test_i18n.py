"""Chinese and English: the translation files are whole and current, and numbers, times and refusals follow."""

import re
import shutil
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from app.errors import DomainError
from app.views import translations
from app.views.i18n import (
    LANGUAGES,
    Language,
    Sentence,
    date_and_time,
    duration,
    listed,
    named,
    number,
    percent,
    time_of_day,
)
from app.views.translations import TS, compile_translations, texts, update

VIEWS = Path(translations.__file__).parent
AGAIN = "run: python -m app.views.translations"
# Keys, clock times as they are typed, what is searched and sorted by, and what goes to the log.
_OTHERWISE = {"keyboard.py", "palette.py", "shift_patterns.py", "columns.py", "notice.py"}
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def messages(ts: Path) -> dict[tuple[str, str], ElementTree.Element]:
    """The messages of a translation file by context and source text."""
    contexts = ElementTree.parse(ts).getroot().findall("context")
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in contexts
        for message in context.findall("message")
    }


def found_in(folder: Path, source: str) -> list[tuple[str, str]]:
    """What is found to be translated in a module with this source."""
    (folder / "module.py").write_text(source, "utf-8")
    return texts(folder)


@pytest.fixture(scope="module")
def shown() -> list[tuple[str, str]]:
    """All texts of the product: to find them takes seconds."""
    return texts()


def test_every_text_has_a_finished_chinese_translation(shown: list[tuple[str, str]]) -> None:
    there = messages(TS)
    assert set(shown) == set(there), AGAIN
    unfinished = [
        key
        for key, message in there.items()
        if (t := message.find("translation")) is None or t.get("type") or not t.text
    ]
    assert unfinished == []


def test_a_translation_has_the_fields_of_its_source() -> None:
    for (_, source), message in messages(TS).items():
        wanted, translated = _fields(source), _fields(message.findtext("translation", ""))
        assert wanted == translated, source


def _fields(template: str) -> set[str]:
    return {part.partition("}")[0] for part in template.split("{")[1:]}


def test_the_compiled_file_is_that_of_the_source(
    tmp_path: Path, shown: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "texts", lambda: shown)
    shutil.copy(TS, tmp_path)
    update(tmp_path / TS.name)
    assert (tmp_path / TS.name).read_text("utf-8") == TS.read_text("utf-8"), AGAIN
    compile_translations(TS, tmp_path / "zh.qm")
    assert (tmp_path / "zh.qm").read_bytes() == TS.with_suffix(".qm").read_bytes(), AGAIN


def test_a_new_text_waits_for_its_translation_and_a_gone_one_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ts = tmp_path / "zh.ts"
    for words in ([("Old", "Gone")], [("New", "Close")]):
        monkeypatch.setattr(translations, "texts", lambda words=words: words)
        update(ts)
    assert list(messages(ts)) == [("New", "Close")]
    translation = messages(ts)["New", "Close"].find("translation")
    assert translation is not None
    assert translation.get("type") == "unfinished"


def test_texts_are_found_by_their_form(tmp_path: Path) -> None:
    source = """
from app.errors import DomainError
class GoneError(DomainError): pass
class Other(Exception): pass
class QueuePane(Pane):
    title = "Queue"
    def f(self):
        QCoreApplication.translate("Fixed", "one")
        self.tr("two " "parts")
        self.tr("this" if x else "that")
        word = "named"
        self.tr(word)
        Sentence("Q", "{count} tickets", count=3)
        raise GoneError("{number} is gone.", number=1)
        raise Other("a fault")
class Plain:
    title = "no pane"
"""
    assert found_in(tmp_path, source) == [
        ("DomainError", "{number} is gone."),
        ("Fixed", "one"),
        ("Pane", "Queue"),
        ("Q", "{count} tickets"),
        ("QueuePane", "named"),
        ("QueuePane", "that"),
        ("QueuePane", "this"),
        ("QueuePane", "two parts"),
    ]


def test_sentences_that_are_looked_up_in_a_table_are_found(tmp_path: Path) -> None:
    source = """
REASONS = {1: "{name} is gone.", 2: "{name} is full."}
class GoneError(DomainError):
    pass
def f(number):
    sentence = REASONS.get(number)
    raise GoneError(sentence, name="x")
"""
    assert found_in(tmp_path, source) == [("DomainError", "{name} is full."), ("DomainError", "{name} is gone.")]


@pytest.mark.parametrize("made_up", ['self.tr(f"{n} tickets")', 'Sentence("Q", "a" + b)'])
def test_a_text_that_is_made_up_while_running_is_refused(tmp_path: Path, made_up: str) -> None:
    with pytest.raises(ValueError, match="has to stand there as a text"):
        found_in(tmp_path, made_up)


def test_a_refusal_speaks_the_language(language: Language) -> None:
    refusal = Sentence.of(DomainError("There is no import run {run}.", run=7))
    assert str(refusal) == "There is no import run 7."
    language.switch("zh")
    assert str(refusal) == "没有导入批次 7。"
    language.switch("en")
    assert str(refusal) == "There is no import run 7."


def test_a_refusal_that_nobody_translated_is_said_in_english(language: Language) -> None:
    language.switch("zh")
    assert str(Sentence.of(DomainError("{thing} is new.", thing="This"))) == "This is new."


def test_the_buttons_of_qt_follow(qtbot: QtBot, language: Language) -> None:
    def cancel() -> str:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        qtbot.addWidget(box)
        return box.button(QDialogButtonBox.StandardButton.Cancel).text()

    assert cancel() == "Cancel"
    language.switch("zh")
    assert cancel() == "取消"


@pytest.mark.parametrize(
    ("span", "english", "chinese"),
    [
        (timedelta(seconds=59.9), "59 s", "59 秒"),
        (timedelta(seconds=61), "1 min 1 s", "1 分 1 秒"),
        (timedelta(hours=23, minutes=59), "23 h 59 min", "23 小时 59 分"),
        (timedelta(days=2, hours=1, minutes=40), "2 d 1 h", "2 天 1 小时"),
        (timedelta(minutes=5), "5 min", "5 分钟"),
        (timedelta(hours=6, seconds=7), "6 h", "6 小时"),
        (timedelta(days=1, minutes=59), "1 d", "1 天"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(
    language: Language, span: timedelta, english: str, chinese: str
) -> None:
    assert duration(span) == english
    language.switch("zh")
    assert duration(span) == chinese


def test_dates_and_numbers_are_written_in_the_language_s_way(language: Language) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    language.switch("en")
    assert (number(20_412), percent(0.9641)) == ("20,412", "96.4%")
    assert (time_of_day(NOON, zone), date_and_time(NOON, zone)) == ("12:00", "2 Mar 2026 12:00")
    language.switch("zh")
    assert date_and_time(NOON, zone) == "2026/3/2 12:00"


def test_a_language_without_its_file_is_an_error_and_not_silently_english(
    language: Language, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.views.i18n.FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError):
        language.switch("zh")


def test_every_language_is_called_by_its_own_name() -> None:
    assert {code: name for code, (name, _) in LANGUAGES.items()} == {"zh": "中文", "en": "English"}


def test_words_are_put_together_with_the_signs_of_the_language(language: Language) -> None:
    assert (named("Logistics", "away"), listed(["a", "b"])) == ("Logistics: away", "a, b")
    language.switch("zh")
    assert (named("物流部", "外出"), listed(["甲", "乙"])) == ("物流部：外出", "甲、乙")


def test_nothing_is_put_together_with_the_signs_of_one_language_only() -> None:
    by_hand = re.compile(r"""", "\.join\(|f"[^"]*\}: \{[^"]*\"""")
    found = {
        f"{file.relative_to(VIEWS)}: {each}"
        for file in VIEWS.rglob("*.py")
        if file.name not in _OTHERWISE
        for each in by_hand.findall(file.read_text("utf-8"))
    }
    assert found == set()
