"""How the dialogs come about that no menu opens, for their pictures; each file has its `SCENES`."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from PySide6.QtWidgets import QDialog

from app.views.studio import Studio

# By kind of dialog; then by what is asked in it, where that changes how it looks, else by no word.
Scenes: TypeAlias = Mapping[type[QDialog], Mapping[str, Callable[[Studio], QDialog]]]
