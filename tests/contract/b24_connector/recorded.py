"""A portal whose answers were recorded, at the end of the wire."""

import json
from collections.abc import Callable

import httpx
import qs_codec

from services.b24_connector.portal import Portal
from services.b24_connector.portal.transport import Transport

SECRET = "verysecretcode"

WEBHOOK = f"https://old.bitrix24.ru/rest/7/{SECRET}/"


class Recorded:
    """A portal at the end of the wire: answers by function, remembers every request."""

    def __init__(self, answer: Callable) -> None:
        self.requests: list[tuple[str, dict]] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.requests.append((str(request.url), body))
        answer = self._answer(request, body)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def commands(self) -> list[list[tuple[str, dict]]]:
        made = []
        for _, body in self.requests:
            words = [one.partition("?") for one in body.get("cmd", {}).values()]
            made.append([(method, qs_codec.decode(query)) for method, _, query in words])
        return made


def answered(results: dict, errors: dict | None = None, following: dict | None = None) -> httpx.Response:
    """A batch's answer; empty maps arrive as lists."""
    return httpx.Response(
        200,
        json={
            "result": {
                "result": results or [],
                "result_error": errors or [],
                "result_total": [],
                "result_next": following or [],
                "result_time": [],
            }
        },
    )


def listing(_: httpx.Request, body: dict) -> httpx.Response:
    """Answer lists by id with one row an id, whatever else with its own key."""
    results = {}
    for key, command in body["cmd"].items():
        method, _, query = command.partition("?")
        wanted = qs_codec.decode(query).get("filter", {}).get("@id", [])
        ids = list(wanted.values()) if isinstance(wanted, dict) else wanted
        results[key] = {"items": [{"id": int(one)} for one in ids]} if method == "crm.item.list" else key
    return answered(results)


async def with_portal(answer, work, **limits):
    recorded = Recorded(answer)
    async with httpx.AsyncClient(transport=httpx.MockTransport(recorded)) as client:
        portal = Portal(Transport(WEBHOOK, client), **({"rate": 0, "bucket": 50} | limits))
        async with portal.running():
            return await work(portal), recorded
