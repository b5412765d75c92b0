"""What can be set: declared here with its help, read from a TOML file and the environment, never changed after."""

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from app.errors import DomainError

PREFIX = "FLOORWATCH"


class SettingsError(DomainError):
    """A settings file or variable that cannot be used; the sentence names it."""


def _setting(
    default: Any,
    help_text: str,
    *,
    choices: tuple[str, ...] = (),
    least: int = 1,
    most: int = 86_400,
    secret: bool = False,
) -> Any:
    """Declare a setting; a secret one is not shown where settings are written out."""
    metadata = {"help": help_text, "choices": choices, "least": least, "most": most}
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True)
class DatabaseSettings:
    """Where the data is."""

    address: str = _setting("", "a file for the embedded database, or postgresql://user@host/name for a shared one")
    backup_folder: str = _setting("", "where the copies made before a migration go; beside the embedded file if empty")


@dataclass(frozen=True)
class SweepSettings:
    """How the background duties tick."""

    interval: int = _setting(10, "seconds between two sweeps for steps that are owed")
    delivery_interval: int = _setting(5, "seconds between two looks into the outbox")


@dataclass(frozen=True)
class EmailSettings:
    """The mail server that carries escalation messages; without a host none are sent."""

    host: str = _setting("", "name of the mail server")
    port: int = _setting(587, "its port", most=65_535)
    security: str = _setting("starttls", "starttls, tls or none", choices=("starttls", "tls", "none"))
    user: str = _setting("", "login at the mail server, if it wants one")
    password: str = _setting("", "its password; better given as a variable than in a file", secret=True)
    sender: str = _setting("floorwatch@localhost", "address that messages come from")
    # Several answers are waited for within one lease of a message.
    timeout: int = _setting(20, "seconds to wait for the mail server's answer", most=30)


@dataclass(frozen=True)
class MailboxSettings:
    """The mailbox into which people who are called for help answer by e-mail; without a host none is read."""

    host: str = _setting("", "name of the IMAP server")
    port: int = _setting(993, "its port", most=65_535)
    security: str = _setting("tls", "tls, starttls or none", choices=("tls", "starttls", "none"))
    user: str = _setting("", "login at the IMAP server")
    password: str = _setting("", "its password; better given as a variable than in a file", secret=True)
    folder: str = _setting("INBOX", "folder that answers arrive in")
    interval: int = _setting(30, "seconds between two looks into the mailbox")
    timeout: int = _setting(20, "seconds to wait for each answer of the IMAP server", most=60)


@dataclass(frozen=True)
class FeedSettings:
    """Where `serve` listens for what telephone systems tell (docs/event_feed.md); without a port it does not."""

    host: str = _setting("127.0.0.1", "address to listen on; beyond this machine only behind a proxy that encrypts")
    port: int = _setting(0, "port to listen on; 0: none", least=0, most=65_535)
    token: str = _setting("", "secret of at least 16 characters that senders show", secret=True)
    rate: int = _setting(20_000, "events that are taken in a minute", most=1_000_000)


@dataclass(frozen=True)
class ChannelSettings:
    """How people and groups are reached; the addresses of robots and webhooks are in the database, encrypted."""

    key: str = _setting("", "key that the addresses are encrypted with; better kept in the key file", secret=True)
    key_file: str = _setting("", "file of that key; channel.key beside the settings file if empty")
    timeout: int = _setting(10, "seconds to wait for each answer of a robot or webhook", most=30)
    flood: int = _setting(5, "messages that reach somebody one by one in five minutes; more come in one", most=100)


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, by section."""

    database: DatabaseSettings = DatabaseSettings()
    sweep: SweepSettings = SweepSettings()
    email: EmailSettings = EmailSettings()
    mailbox: MailboxSettings = MailboxSettings()
    channel: ChannelSettings = ChannelSettings()
    feed: FeedSettings = FeedSettings()

    @property
    def database_address(self) -> str:
        """The address of the database; the embedded file of this account where none is set."""
        return self.database.address or str(platformdirs.user_data_path("floorwatch") / "floorwatch.db")


def settings_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file that settings are read from, whether it exists or not."""
    named = environment.get(f"{PREFIX}_SETTINGS")
    return Path(named) if named else platformdirs.user_config_path("floorwatch") / "settings.toml"


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings file, then let variables like FLOORWATCH_EMAIL_HOST win over it; raises `SettingsError`."""
    file = settings_file(environment)
    given: dict[str, Any] = {}
    try:
        if file.exists() or environment.get(f"{PREFIX}_SETTINGS"):
            given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("The settings file {file} cannot be read: {reason}.", file=file, reason=error) from error
    sections = _sections()
    for name in given:
        if name not in sections or not isinstance(given[name], dict):
            raise SettingsError("{file}: there is no section [{name}].", file=file, name=name)
    return Settings(
        **{name: _section(name, kind, given.get(name, {}), environment, file) for name, kind in sections.items()}
    )


def keep_database_address(address: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Write the address of the database into the settings file, and leave the rest of it as it is; return the file.

    Raises `SettingsError` where the file cannot be written, or is written in a way in which the address has no line.
    """
    file = settings_file(environment)
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        given = tomllib.loads(before)
        after = _with_address(before, f"address = {json.dumps(address, ensure_ascii=False)}")
        wanted = given | {"database": given.get("database", {}) | {"address": address}}
        if _parsed(after) != wanted:
            raise SettingsError("Write the address into {file} by hand: its [database] is not in lines.", file=file)
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as beside:
            beside.write(after)
        Path(beside.name).replace(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("The settings file {file} cannot be written: {reason}.", file=file, reason=error) from error
    return file


def _with_address(text: str, line: str) -> str:
    """Return the settings with the line in [database], in place of the one that is there."""
    lines = text.splitlines()
    heads = [place for place, each in enumerate(lines) if re.match(r"\s*\[", each)]
    begin = next((place for place in heads if re.match(r"\s*\[\s*database\s*\]", lines[place])), None)
    if begin is None:
        lines += ["", "[database]", line] if lines else ["[database]", line]
    else:
        end = next((place for place in heads if place > begin), len(lines))
        old = [place for place in range(begin + 1, end) if re.match(r"\s*address\s*=", lines[place])]
        lines[old[0] if old else begin + 1 : old[0] + 1 if old else begin + 1] = [line]
    return "\n".join(lines) + "\n"


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def describe_settings() -> Iterator[tuple[str, str, str]]:
    """Yield section.field, the variable that sets it, and its help with the default."""
    for section, kind in _sections().items():
        for each in fields(kind):
            default = f" (default: {each.default})" if each.default != "" else ""
            yield f"{section}.{each.name}", _variable(section, each.name), each.metadata["help"] + default


def _sections() -> dict[str, Any]:
    return {section.name: type(section.default) for section in fields(Settings)}


def _variable(section: str, name: str) -> str:
    return f"{PREFIX}_{section}_{name}".upper()


def _section(name: str, kind: type[Any], given: Mapping[str, Any], environment: Mapping[str, str], file: Path) -> Any:
    declared = {each.name: each for each in fields(kind)}
    for key in given:
        if key not in declared:
            raise SettingsError("{file}: [{name}] has no setting {key}.", file=file, name=name, key=key)
    values = dict(given)
    for key in declared:
        variable = _variable(name, key)
        if variable in environment:
            values[key] = environment[variable]
    return kind(**{key: _value(declared[key], value, f"{name}.{key}") for key, value in values.items()})


def _value(declared: Field[Any], value: Any, where: str) -> Any:
    if type(declared.default) is str:
        choices = declared.metadata["choices"]
        if choices and value not in choices:
            raise SettingsError(
                "The setting {where} is one of {choices}, not {value}.",
                where=where,
                choices=", ".join(choices),
                value=value,
            )
        if isinstance(value, str):
            return value
        # What stands there is not repeated: it may be a password of digits.
        raise SettingsError("The setting {where} must be a text in quotation marks.", where=where)
    # A variable can only bring a text.
    least, most = declared.metadata["least"], declared.metadata["most"]
    if re.fullmatch(r"[0-9]{1,9}", str(value)) and least <= int(value) <= most:
        return int(value)
    raise SettingsError(
        "The setting {where} must be a whole number from {least} to {most}, not {value}.",
        where=where,
        least=least,
        most=most,
        value=value,
    )
