"""DingTalk (钉钉): the robot of a group, signed where it has a secret.

Source: open.dingtalk.com, document/orgapp/custom-robot-access (limits) and the error codes of robot/send.
"""

import base64
import hashlib
import hmac
from datetime import timedelta
from urllib.parse import urlencode

from app.services.deadlines.channels.base import Receipt
from app.services.deadlines.channels.webhook_base import Answer, Post, WebhookChannel, judge_code
from app.services.deadlines.message import Message

# More than 20 messages a minute shut the door for ten: 130101 “send too fast, exceed 20 times per minute”, 410100 in
# the newer list, 90030 “webhook over limit”.
_CROWDED = dict.fromkeys((130101, 90030, 410100), timedelta(minutes=10))
# System busy: to be tried again.
_BUSY = (-1,)


class DingTalkChannel(WebhookChannel):
    """Posts to a group's robot; the answer is HTTP 200 always, and the body tells."""

    name = "dingtalk"
    mark = "access_token="
    pace = timedelta(seconds=3)

    def post(self, message: Message) -> Post:
        """Write the facts as a list; the subject is what the list of chats shows."""
        lines = [f"#### {message.subject}", *(f"- {label}: {value}" for label, value in message.facts)]
        text = "\n".join([*lines, "", message.closing])
        payload = {"msgtype": "markdown", "markdown": {"title": message.subject, "text": text}}
        return Post(_signed(message), payload)

    def judge(self, answer: Answer) -> Receipt:
        """Read `errcode`; 310000 is a wrong signature, key word or sender's address."""
        said = answer.said
        return judge_code(answer, said.get("errcode"), said.get("errmsg"), crowded=_CROWDED, busy=_BUSY)


def _signed(message: Message) -> str:
    """Add the signature to the address: milliseconds and secret, signed with the secret."""
    url, secret = message.address.url, message.address.secret
    if not secret:
        return url
    at = str(int(message.at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{url}&{urlencode({'timestamp': at, 'sign': base64.b64encode(digest).decode()})}"
