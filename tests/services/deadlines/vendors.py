"""Robots and webhooks on this machine, which answer as the vendors' descriptions of their own say."""

import base64
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET = "SEC-of-the-group-robot"
TOKEN = "0123456789abcdef-token"


class Vendors:
    """Serves every vendor's path; `answers` overrides what a path says, `hangs_up` ends the line without a word."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.received: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, tuple[int, str, dict[str, str]]] = {}
        self.hangs_up = False
        vendors = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                vendors.answer(self)

            def log_message(self, format: str, *arguments: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, vendor: str, token: str = TOKEN) -> str:
        """The address that the vendor would give out."""
        return (
            self.base
            + {
                "wecom": f"/cgi-bin/webhook/send?key={token}",
                "dingtalk": f"/robot/send?access_token={token}",
                "feishu": f"/open-apis/bot/v2/hook/{token}",
                "slack": f"/services/T000/B000/{token}",
                "teams": f"/workflows/{token}/triggers/manual/paths/invoke?api-version=1&sig={token}",
                "webhook": f"/own/{token}",
            }[vendor]
        )

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Read a POST and answer it as its path wants."""
        body = request.rfile.read(int(request.headers["Content-Length"]))
        url = urlsplit(request.path)
        vendor = url.path.split("/")[1]
        if self.hangs_up:
            request.close_connection = True
            request.connection.close()
            return
        status, text, headers = self.answers.get(vendor) or self._judge(vendor, url.path, url.query, body, request)
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(text.encode())))
        request.end_headers()
        request.wfile.write(text.encode())

    def _judge(
        self, vendor: str, path: str, query: str, body: bytes, request: BaseHTTPRequestHandler
    ) -> tuple[int, str, dict[str, str]]:
        given = {name: values[0] for name, values in parse_qs(query).items()}
        payload = json.loads(body)
        known = TOKEN in path or TOKEN in given.values()
        judge = {
            "cgi-bin": self._wecom,
            "robot": self._dingtalk,
            "open-apis": self._feishu,
            "services": self._slack,
            "workflows": self._teams,
            "own": self._own,
        }[vendor]
        status, text = judge(known, given, payload, request, body)
        if (status, text) in _TAKEN or (status == 200 and json.loads(text or "{}").get("errcode", 1) == 0):
            self.received.append((vendor, payload))
        return status, text, {}

    def _wecom(self, known: bool, given: Any, payload: Any, *_: Any) -> tuple[int, str]:
        if not known:
            return 200, '{"errcode":93000,"errmsg":"invalid webhook url, hint: [1]"}'
        if payload["msgtype"] != "markdown" or len(payload["markdown"]["content"].encode()) > 4096:
            return 200, '{"errcode":40008,"errmsg":"invalid message type"}'
        return 200, '{"errcode":0,"errmsg":"ok"}'

    def _dingtalk(self, known: bool, given: Any, payload: Any, *_: Any) -> tuple[int, str]:
        if not known:
            return 200, '{"errcode":300001,"errmsg":"token is not exist"}'
        at = given.get("timestamp", "0")
        signature = hmac.digest(SECRET.encode(), f"{at}\n{SECRET}".encode(), "sha256")
        if abs(int(at) / 1000 - self.now) > 3600:
            return 200, '{"errcode":310000,"errmsg":"invalid timestamp"}'
        if given.get("sign") != base64.b64encode(signature).decode():
            return 200, '{"errcode":310000,"errmsg":"sign not match"}'
        assert payload["markdown"]["title"]
        assert payload["markdown"]["text"]
        return 200, '{"errcode":0,"errmsg":"ok"}'

    def _feishu(self, known: bool, given: Any, payload: Any, *_: Any) -> tuple[int, str]:
        if not known:
            return 200, '{"code":19001,"msg":"param invalid: incoming webhook access token invalid","data":{}}'
        at = payload.get("timestamp", "0")
        signature = hmac.digest(f"{at}\n{SECRET}".encode(), b"", "sha256")
        if abs(int(at) - self.now) > 3600 or payload["sign"] != base64.b64encode(signature).decode():
            message = "sign match fail or timestamp is not within one hour from current time"
            return 200, json.dumps({"code": 19021, "msg": message})
        if payload["msg_type"] != "interactive" or payload["card"]["elements"][0]["tag"] != "markdown":
            return 400, '{"code":9499,"msg":"Bad Request","data":{}}'
        return _TAKEN[0]

    def _slack(self, known: bool, given: Any, payload: Any, *_: Any) -> tuple[int, str]:
        if not known:
            return 403, "invalid_token"
        if not payload.get("text") or payload["blocks"][0]["type"] != "section":
            return 400, "invalid_payload"
        return _TAKEN[1]

    def _teams(self, known: bool, given: Any, payload: Any, *_: Any) -> tuple[int, str]:
        if not known or given.get("sig") != TOKEN:
            return 401, '{"error":{"code":"DirectApiAuthorizationRequired"}}'
        card = payload["attachments"][0]
        if payload["type"] != "message" or card["contentType"] != "application/vnd.microsoft.card.adaptive":
            return 400, '{"error":{"code":"TriggerInputSchemaMismatch"}}'
        return _TAKEN[2]

    def _own(self, known: bool, given: Any, payload: Any, request: Any, body: bytes) -> tuple[int, str]:
        at = request.headers.get("X-Floorwatch-Timestamp", "0")
        signature = hmac.digest(SECRET.encode(), f"{at}.".encode() + body, "sha256").hex()
        if request.headers.get("X-Floorwatch-Signature") != f"sha256={signature}" or int(at) != int(self.now):
            return 403, f"wrong signature at {request.path}"
        return _TAKEN[3] if known else (404, f"there is nothing at {request.path}")


_TAKEN = (
    (200, '{"StatusCode":0,"StatusMessage":"success","code":0,"msg":"success"}'),
    (200, "ok"),
    (202, ""),
    (204, ""),
)
