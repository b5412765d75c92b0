"""Microsoft Teams: the workflow “When a Teams webhook request is received”, told with an adaptive card.

Source: learn.microsoft.com, microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using: adaptive cards
only, HTTP 429 where too many come. The older connectors have been retired.
"""

from datetime import timedelta

from app.services.deadlines.channels.base import Receipt
from app.services.deadlines.channels.webhook_base import Answer, Post, WebhookChannel, judge_status
from app.services.deadlines.message import Message


class TeamsChannel(WebhookChannel):
    """Posts a card to a workflow, which answers 202: it has the message; what it does with it is its owner's to see."""

    name = "teams"
    mark = "/workflows/"
    pace = timedelta(seconds=1)

    def post(self, message: Message) -> Post:
        """Write the facts into a card."""
        body = [
            {"type": "TextBlock", "text": message.subject, "weight": "Bolder", "size": "Medium", "wrap": True},
            {"type": "FactSet", "facts": [{"title": label, "value": value} for label, value in message.facts]},
            {"type": "TextBlock", "text": message.closing, "isSubtle": True, "wrap": True},
        ]
        card = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": body,
        }
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
        return Post(message.address.url, {"type": "message", "attachments": [attachment]})

    def judge(self, answer: Answer) -> Receipt:
        """Read the status: 400, 401 and 404 are final, 429 asks to wait, a gateway's 502 leaves it open."""
        return judge_status(answer)
