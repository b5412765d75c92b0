"""Addresses that are secrets, and the key that keeps them: who has the address of a robot can write into its group."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, urlsplit

from app.errors import DomainError
from app.settings import ChannelSettings, settings_file

# Large, and imported by everything that can send: only who opens an address needs it.
if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class SealError(DomainError):
    """The key of the addresses is missing, cannot be read, or is not the one that they were encrypted with."""


@dataclass(frozen=True)
class Address:
    """Where a message goes: a mail address or a URL, and the secret that it is signed with; never written out."""

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)

    def struck_from(self, text: str) -> str:
        """Strike out of a text what is secret here: some answers, and many errors, repeat what they were given."""
        try:
            url = urlsplit(self.url)
        except ValueError:
            url = SplitResult("", "", self.url, "", "")
        parts = [self.secret, self.url, url.query, *(value for _, value in parse_qsl(url.query))]
        parts += [url.path, *(part for part in url.path.split("/") if len(part) >= 16)]
        for part in sorted(filter(None, parts), key=len, reverse=True):
            if len(part) > 1:
                text = text.replace(part, "…")
        return text


class Seal:
    """Encrypts addresses and reads them again, with a key that is looked for when it is needed."""

    def __init__(self, settings: ChannelSettings) -> None:
        self._key = settings.key
        self.file = Path(settings.key_file) if settings.key_file else settings_file().with_name("channel.key")

    def close(self, address: Address) -> bytes:
        """Encrypt an address; makes the key file where there is no key yet. Raises `SealError`."""
        if not self._key and not self.file.exists():
            self._make()
        return self._fernet().encrypt(f"{address.url}\n{address.secret}".encode())

    def open(self, secret: bytes) -> Address:
        """Read an address; raises `SealError` where the key is not here, or is another one."""
        from cryptography.fernet import InvalidToken

        try:
            url, _, signed_with = self._fernet().decrypt(secret).decode().partition("\n")
        except InvalidToken as error:
            raise SealError(
                "The key in {where} is not the one that this address was encrypted with: put the right key back, "
                "or enter the address anew.",
                where=self._where(),
            ) from error
        return Address(url, signed_with)

    def _where(self) -> str:
        return "FLOORWATCH_CHANNEL_KEY" if self._key else str(self.file)

    def _make(self) -> None:
        from cryptography.fernet import Fernet

        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(Fernet.generate_key() + b"\n")
        except OSError as error:
            raise SealError("The key file {file} cannot be made: {reason}.", file=self.file, reason=error) from error

    def _fernet(self) -> "Fernet":
        from cryptography.fernet import Fernet

        try:
            return Fernet(self._key or self.file.read_text(encoding="ascii").strip())
        except FileNotFoundError as error:
            raise SealError(
                "The key of the channels' addresses is not here: put it back into {file}, or name it by "
                "FLOORWATCH_CHANNEL_KEY. Without it the addresses have to be entered anew.",
                file=self.file,
            ) from error
        except OSError as error:
            raise SealError("The key file {file} cannot be read: {reason}.", file=self.file, reason=error) from error
        except ValueError as error:
            # What stands there is not repeated: it may be most of a key.
            raise SealError("What {where} holds is not a key.", where=self._where()) from error
