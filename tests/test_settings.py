"""Settings: declared once, read from a file, won over by the environment, refused by name."""

from pathlib import Path

import pytest

from app.settings import EmailSettings, SettingsError, describe_settings, keep_database_address, load_settings


def settings_from(tmp_path: Path, text: str, **variables: str) -> dict[str, str]:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return {"FLOORWATCH_SETTINGS": str(file), **variables}


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    environment = settings_from(tmp_path, '[email]\nhost = "mail.example.com"\nport = 25', FLOORWATCH_EMAIL_PORT="2525")
    email = load_settings(environment).email
    assert (email.host, email.port, email.security) == ("mail.example.com", 2525, EmailSettings().security)


def test_without_a_file_everything_has_its_default() -> None:
    settings = load_settings({"FLOORWATCH_DATABASE_ADDRESS": "/somewhere/floor.db"})
    assert settings.database_address == "/somewhere/floor.db"
    assert settings.sweep.interval == 10


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[mail]", r"there is no section \[mail\]"),
        ("[email]\nhots = 'x'", r"\[email\] has no setting hots"),
        ("[email]\nport = 'many'", "email.port must be a whole number from 1 to 65535, not many"),
        ("[email]\nport = -1", "email.port must be a whole number from 1 to"),
        ("[email]\nport = true", "email.port must be a whole number from 1 to"),
        ("[email]\nport = 65536", "email.port must be a whole number from 1 to 65535"),
        ("[email]\nport = '²'", "email.port must be a whole number"),
        ("[sweep]\ninterval = 1000000000000", "sweep.interval must be a whole number from 1 to 86400"),
        ("[email]\nhost = 5", "email.host must be a text"),
        ("[email]\nsecurity = 'start-tls'", "email.security is one of starttls, tls, none, not start-tls"),
        ("[email", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        load_settings(settings_from(tmp_path, text))


def test_a_wrong_password_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(settings_from(tmp_path, "[email]\npassword = 271828"))
    assert "271828" not in str(refusal.value)


def test_an_empty_variable_names_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load_settings({"FLOORWATCH_SETTINGS": ""}).email.host == ""


def test_a_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({"FLOORWATCH_SETTINGS": str(tmp_path / "nothing.toml")})


def test_every_setting_has_its_help() -> None:
    described = list(describe_settings())
    assert len(described) >= 10
    assert all(name and variable.startswith("FLOORWATCH_") and about for name, variable, about in described)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[database]\naddress = "x"\n'),
        ("# mine\n[email]\nport = 25 # why\n", '# mine\n[email]\nport = 25 # why\n\n[database]\naddress = "x"\n'),
        (
            '[database]\n# old one\naddress = "y"\nbackup_folder = "/b"\n[email]\nport = 25\n',
            '[database]\n# old one\naddress = "x"\nbackup_folder = "/b"\n[email]\nport = 25\n',
        ),
        ('[ database ]\nbackup_folder = "/b"', '[ database ]\naddress = "x"\nbackup_folder = "/b"\n'),
    ],
)
def test_the_address_is_kept_and_the_rest_of_the_file_stays(tmp_path: Path, before: str, after: str) -> None:
    environment = settings_from(tmp_path, before)
    file = keep_database_address("x", environment)
    assert file.read_text("utf-8") == after
    assert load_settings(environment).database.address == "x"


def test_a_settings_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    environment = {"FLOORWATCH_SETTINGS": str(tmp_path / "new" / "settings.toml")}
    address = 'postgresql://王"芳@h/d\\e'
    keep_database_address(address, environment)
    assert load_settings(environment).database.address == address


@pytest.mark.parametrize("text", ['database.address = "y"\n', 'database = { address = "y" }\n', "[database\n"])
def test_a_settings_file_in_another_form_is_left_alone(tmp_path: Path, text: str) -> None:
    environment = settings_from(tmp_path, text)
    with pytest.raises(SettingsError):
        keep_database_address("x", environment)
    assert (tmp_path / "settings.toml").read_text("utf-8") == text


def test_a_settings_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        keep_database_address("x", {"FLOORWATCH_SETTINGS": str(tmp_path / "file" / "settings.toml")})
