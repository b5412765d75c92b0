"""Shows what people wrote as they wrote it where Qt would take it for markup."""

from html import escape

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """Return what a tool tip has to be given so that it shows a text letter by letter.

    A label is told so by its `textFormat`; a tool tip cannot be.
    """
    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>" if Qt.mightBeRichText(text) else text
