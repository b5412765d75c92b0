"""WeCom (企业微信): the robot of a group, told in its markdown.

Source: developer.work.weixin.qq.com, document/path/91770 (robots) and document/path/90455 (codes).
"""

from datetime import timedelta

from app.services.deadlines.channels.base import Receipt
from app.services.deadlines.channels.webhook_base import Answer, Post, WebhookChannel, judge_code
from app.services.deadlines.message import Message

# 45009: more than the 20 messages a minute that a robot may send; 45033: too many at once.
_CROWDED = {45009: timedelta(minutes=1), 45033: timedelta(minutes=1)}
# System busy: to be tried again. Final are 93000 (no such robot) and 40008 (the kind of message).
_BUSY = (-1,)


class WeComChannel(WebhookChannel):
    """Posts to a group's robot; the answer is HTTP 200 always, and the body tells."""

    name = "wecom"
    mark = "key="
    pace = timedelta(seconds=3)

    def post(self, message: Message) -> Post:
        """Write the facts as a quotation under the subject."""
        lines = [f"**{message.subject}**", *(f"> {label}: {value}" for label, value in message.facts), message.closing]
        return Post(message.address.url, {"msgtype": "markdown", "markdown": {"content": "\n".join(lines)}})

    def judge(self, answer: Answer) -> Receipt:
        """Read `errcode`."""
        said = answer.said
        return judge_code(answer, said.get("errcode"), said.get("errmsg"), crowded=_CROWDED, busy=_BUSY)
