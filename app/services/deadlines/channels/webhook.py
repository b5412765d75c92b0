"""A webhook of the centre's own: JSON with number, step and due time, signed where a secret is shared.

The receiver answers 2xx when it has taken the message, 4xx when it never will, 429 or 5xx to be asked again. `id` is
the same on every attempt, so that a repeat can be told from a second message. The signature is
`X-Floorwatch-Signature: sha256=HEX`, of `TIMESTAMP.BODY` with the secret; `X-Floorwatch-Timestamp` holds seconds.
"""

import hashlib
import hmac
from dataclasses import replace

from app.services.deadlines.channels.base import Receipt
from app.services.deadlines.channels.webhook_base import Answer, Post, WebhookChannel, judge_status
from app.services.deadlines.message import Message


class OwnWebhookChannel(WebhookChannel):
    """Posts what a program needs, and the words for a person."""

    name = "webhook"
    # Within a house there may be no certificates; who needs them says https.
    needs_https = False

    def post(self, message: Message) -> Post:
        """Write the record, and sign it."""
        payload = {"id": message.identity, **message.record, "subject": message.subject, "text": message.body}
        post = Post(message.address.url, payload)
        if not message.address.secret:
            return post
        at = str(int(message.at.timestamp()))
        signature = hmac.new(message.address.secret.encode(), f"{at}.".encode() + post.body, hashlib.sha256)
        headers = {"X-Floorwatch-Timestamp": at, "X-Floorwatch-Signature": f"sha256={signature.hexdigest()}"}
        return replace(post, headers=headers)

    def judge(self, answer: Answer) -> Receipt:
        """Read the status, by the agreement above."""
        return judge_status(answer, repeats_are_known=True)
