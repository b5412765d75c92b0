"""Words in both languages (双语), where what is declared once is read in either."""

from typing import NamedTuple

from app.models.people import Language


class Bilingual(NamedTuple):
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """Return the words in a language."""
        return self.zh if language is Language.CHINESE else self.en
