"""Feishu (飞书) and Lark: the robot of a group, signed where it has a secret.

Source: open.feishu.cn, client-docs/bot-v3/add-custom-bot, and server-docs/api-call-guide/frequency-control.
"""

import base64
import hashlib
import hmac
from datetime import timedelta

from app.services.deadlines.channels.base import Fate, Receipt
from app.services.deadlines.channels.webhook_base import Answer, Post, WebhookChannel, judge_code
from app.services.deadlines.message import Message

# A robot may send 100 messages a minute and 5 a second. 11232 says that there were more, or that the vendor is busy, as
# at full and half hours; 11233 that the group has too many; 99991400 comes from the gateway, with HTTP 429 or 400.
_CROWDED = dict.fromkeys((11232, 11233, 99991400), timedelta(minutes=1))
# A bad request, and also what the gateway says of too many.
_BAD_REQUEST = 9499


class FeishuChannel(WebhookChannel):
    """Posts a card to a group's robot; the answer may be HTTP 200 or 400, and the body tells."""

    name = "feishu"
    mark = "/bot/v2/hook/"
    pace = timedelta(seconds=0.6)

    def post(self, message: Message) -> Post:
        """Write the facts into a card under the subject."""
        facts = "\n".join(f"**{label}**: {value}" for label, value in message.facts)
        card = {
            "header": {"title": {"tag": "plain_text", "content": message.subject}},
            "elements": [{"tag": "markdown", "content": f"{facts}\n\n{message.closing}"}],
        }
        return Post(message.address.url, _signature(message) | {"msg_type": "interactive", "card": card})

    def judge(self, answer: Answer) -> Receipt:
        """Read `code`: 19021 is a wrong signature or clock, 19022 the sender's address, 19024 a missing key word."""
        said = answer.said
        code = said.get("code", said.get("StatusCode"))
        words = said.get("msg", said.get("StatusMessage"))
        if code == _BAD_REQUEST and "too many" in str(words).lower():
            return Receipt(Fate.CROWDED, f"{code} {words}", timedelta(minutes=1))
        return judge_code(answer, code, words, crowded=_CROWDED)


def _signature(message: Message) -> dict[str, str]:
    """Sign nothing at all with seconds and secret together: they are the key, as the vendor describes it."""
    secret = message.address.secret
    if not secret:
        return {}
    at = str(int(message.at.timestamp()))
    digest = hmac.new(f"{at}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": at, "sign": base64.b64encode(digest).decode()}
