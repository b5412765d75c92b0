"""Slack: an incoming webhook of a channel.

Source: docs.slack.dev, messaging/sending-messages-using-incoming-webhooks, and apis/web-api/rate-limits: one message a
second, then HTTP 429 with `Retry-After`.
"""

from datetime import timedelta

from app.services.deadlines.channels.base import Receipt
from app.services.deadlines.channels.webhook_base import Answer, Post, WebhookChannel, judge_status
from app.services.deadlines.message import Message


class SlackChannel(WebhookChannel):
    """Posts blocks to a webhook; the answer is `ok`, or a status and a word that say what is wrong."""

    name = "slack"
    mark = "/services/"
    pace = timedelta(seconds=1)

    def post(self, message: Message) -> Post:
        """Write the facts as fields; the plain text is what notifications show."""
        fields = [{"type": "mrkdwn", "text": f"*{_plain(label)}*\n{_plain(value)}"} for label, value in message.facts]
        blocks = [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{_plain(message.subject)}*"}},
            *([{"type": "section", "fields": fields}] if fields else []),
            {"type": "context", "elements": [{"type": "mrkdwn", "text": _plain(message.closing)}]},
        ]
        return Post(message.address.url, {"text": _plain(message.subject), "blocks": blocks})

    def judge(self, answer: Answer) -> Receipt:
        """Read the status: 400, 403, 404 and 410 are final, 429 says how long to wait."""
        return judge_status(answer)


def _plain(text: str) -> str:
    """Keep what a text has from being read as a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
