"""The words of what is set down in the fields of a ticket: its priority, source, target and stage."""

from collections.abc import Mapping

from app.models.words import Priority, Source, Target
from app.views.i18n import QT_TRANSLATE_NOOP

# The context in which all of them are translated.
CONTEXT = "Worklist"

PRIORITY_WORDS: Mapping[Priority, str] = {
    Priority.LOW: QT_TRANSLATE_NOOP("Worklist", "Low"),
    Priority.NORMAL: QT_TRANSLATE_NOOP("Worklist", "Normal"),
    Priority.HIGH: QT_TRANSLATE_NOOP("Worklist", "High"),
    Priority.URGENT: QT_TRANSLATE_NOOP("Worklist", "Urgent"),
}
SOURCE_WORDS: Mapping[Source, str] = {
    Source.TELEPHONE: QT_TRANSLATE_NOOP("Worklist", "Telephone"),
    Source.EMAIL: QT_TRANSLATE_NOOP("Worklist", "E-mail"),
    Source.CHAT: QT_TRANSLATE_NOOP("Worklist", "Chat"),
    Source.SOCIAL: QT_TRANSLATE_NOOP("Worklist", "Social media"),
    Source.LETTER: QT_TRANSLATE_NOOP("Worklist", "Letter"),
    Source.WEB_FORM: QT_TRANSLATE_NOOP("Worklist", "Web form"),
    Source.WALK_IN: QT_TRANSLATE_NOOP("Worklist", "Walk-in"),
    Source.REGULATOR: QT_TRANSLATE_NOOP("Worklist", "Regulator"),
    Source.OTHER: QT_TRANSLATE_NOOP("Worklist", "Other"),
}
TARGET_WORDS: Mapping[Target, str] = {
    Target.FIRST_RESPONSE: QT_TRANSLATE_NOOP("Worklist", "First response"),
    Target.RESOLUTION: QT_TRANSLATE_NOOP("Worklist", "Resolution"),
    Target.FOLLOW_UP: QT_TRANSLATE_NOOP("Worklist", "Follow-up"),
    Target.TASK: QT_TRANSLATE_NOOP("Worklist", "Department task"),
    Target.APPROVAL: QT_TRANSLATE_NOOP("Worklist", "Approval"),
    Target.STAGE: QT_TRANSLATE_NOOP("Worklist", "Stage"),
    Target.MILESTONE: QT_TRANSLATE_NOOP("Worklist", "Milestone"),
}
# The stages of policies that come with the program; others are said as they are.
STAGE_WORDS = {
    "intake": QT_TRANSLATE_NOOP("Worklist", "Intake"),
    "dispatch": QT_TRANSLATE_NOOP("Worklist", "Dispatch"),
    "investigation": QT_TRANSLATE_NOOP("Worklist", "Investigation"),
    "mediation": QT_TRANSLATE_NOOP("Worklist", "Mediation"),
    "handling": QT_TRANSLATE_NOOP("Worklist", "Handling"),
    "decision": QT_TRANSLATE_NOOP("Worklist", "Decision"),
    "reply": QT_TRANSLATE_NOOP("Worklist", "Reply"),
}
