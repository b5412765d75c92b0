"""The centre's own message gateway, one HTTP POST a message: the example of a channel in the README."""

from app.services.deadlines.channels.base import Fate, Receipt
from app.services.deadlines.channels.webhook_base import Answer, Post, WebhookChannel, judge_status
from app.services.deadlines.message import Message


class GatewayChannel(WebhookChannel):
    """Hands messages to the gateway, which puts the text on the telephones of a group."""

    name = "gateway"
    mark = "/gateway/"

    def post(self, message: Message) -> Post:
        """Write what the gateway wants; it can tell a repeat by its `id`."""
        return Post(message.address.url, {"id": message.identity, "text": message.subject})

    def judge(self, answer: Answer) -> Receipt:
        """Take its 423 for a request to come again; every other status means what it says."""
        if answer.status == 423:
            return Receipt(Fate.PUT_OFF, answer.text)
        return judge_status(answer, repeats_are_known=True)
