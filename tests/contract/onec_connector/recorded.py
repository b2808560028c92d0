"""A base whose answers were recorded, at the end of the wire."""

import json

import httpx

from services.onec_connector.base.client import Base

ROOT = "http://1c.test/ut/odata/standard.odata"
ORDER = "5b1d6e0a-0000-5000-8000-00000000b042"


class Recorded:
    """Plays answers and keeps the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def base_of(played: Recorded, **options) -> Base:
    return Base(httpx.AsyncClient(transport=httpx.MockTransport(played)), ROOT, **options)


def answered(body: object, status: int = 200) -> httpx.Response:
    return httpx.Response(status, content=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


def refused(status: int, code: str, words: str = "слова") -> httpx.Response:
    return answered({"odata.error": {"code": code, "message": {"lang": "ru", "value": words}}}, status)


def page(status: int) -> httpx.Response:
    return httpx.Response(
        status, content="\ufeff<html><title>1C:Enterprise 8 application error</title></html>".encode()
    )
