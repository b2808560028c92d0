"""Sends one HTTP request to the portal: address, renamed portals, time-outs, bodies that are not JSON."""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx

from services.b24_connector.portal.errors import PortalAwayError
from shared.process.answers import AnswerError, answer_to, json_of

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_RENAMES = 3
USER_AGENT = "dealbus"
OK = 200
ANSWER_S = 100.0
"""To the end of an answer; shorter than any call is believed to run in the portal."""
HIDDEN = "***"


class TransportError(Exception):
    """The portal did not answer.

    Args:
        kind: `connect`: the request never left; `timeout`, `broken`: nobody knows what the portal did.
        detail: for the log; never contains the address, which holds the secret.
    """

    def __init__(self, kind: Literal["connect", "timeout", "broken"], detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind


class PortalRecord(dict[str, Any]):
    """An object in the portal's answer; without the field every such record has, the answer is rejected."""

    def __missing__(self, name: str) -> Any:
        raise PortalAwayError(f"a record of the portal's answer has no {name}")


@dataclass(frozen=True)
class Reply:
    """An HTTP answer of the portal; `body` is empty where it was not a JSON object."""

    status: int
    body: dict[str, Any]

    @property
    def ok(self) -> bool:
        """Whether the HTTP call of the portal as a whole succeeded."""
        return self.status == OK and "result" in self.body


class Transport:
    """Posts JSON to the methods of one webhook.

    Redirects are followed by hand: a portal that was renamed answers 302, and an HTTP library would turn the POST
    into a GET without a body.

    Args:
        webhook: address of the incoming webhook, with its secret.
        client: the connection pool; must not follow redirects.
    """

    def __init__(self, webhook: str, client: httpx.AsyncClient) -> None:
        self._webhook = webhook.rstrip("/") + "/"
        self.client = client
        self._secret = self._webhook.rstrip("/").rpartition("/")[2]

    @property
    def origin(self) -> str:
        """Scheme and host at which the portal is called now."""
        parts = urlsplit(self._webhook)
        return f"{parts.scheme}://{parts.netloc}"

    async def post(self, method: str, params: dict[str, Any]) -> Reply:
        """Post one portal method as JSON, to its new address where the portal was renamed.

        Raises:
            TransportError: no answer came.
        """
        address = self._webhook + method
        for _ in range(MAX_RENAMES + 1):
            response = await self._send(address, params)
            location = response.headers.get("location")
            if response.status_code not in REDIRECTS or not location:
                return Reply(response.status_code, self._read(response))
            address = self._renamed(location, method)
        raise TransportError("broken", "портал переадресует по кругу")

    async def _send(self, address: str, params: dict[str, Any]) -> httpx.Response:
        headers = {"Accept": "application/json", "User-Agent": USER_AGENT}
        try:
            asked = self.client.build_request("POST", address, json=params, headers=headers)
            return await answer_to(self.client, asked, within_s=ANSWER_S)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TransportError("connect", type(error).__name__) from None
        except httpx.TimeoutException as error:
            raise TransportError("timeout", type(error).__name__) from None
        except AnswerError as error:
            raise TransportError("broken", str(error)) from None
        except httpx.HTTPError as error:
            raise TransportError("broken", type(error).__name__) from None

    def _read(self, response: httpx.Response) -> dict[str, Any]:
        """Return the answer's JSON object without the webhook's secret, which the portal puts into links of files.

        It is looked for in what was read: the bytes may spell it otherwise, and their charset is a stranger's word.
        """
        try:
            body = json_of(response.content, record=PortalRecord)
        except ValueError:
            return {}
        return _without(self._secret, body) if isinstance(body, dict) else {}

    def _renamed(self, location: str, method: str) -> str:
        """Follow a renamed portal: keep our own path and take the new host, also for later calls.

        Raises:
            TransportError: that host cannot be the portal's; it would be shown the webhook's secret.
        """
        try:
            old = httpx.URL(self._webhook)
            new = old.join(location)
        except (httpx.InvalidURL, ValueError):
            raise TransportError("broken", "портал переадресует на то, что не адрес") from None
        as_safe = new.scheme == "https" or (new.scheme, new.host) == (old.scheme, old.host)
        if not (as_safe and _are_neighbours(old.host, new.host)):
            raise TransportError(
                "broken", f"портал переадресует на {new.host}; если он теперь там, исправьте DEALBUS_B24_WEBHOOK"
            )
        self._webhook = str(old.copy_with(scheme=new.scheme, host=new.host, port=new.port))
        return self._webhook + method


def _are_neighbours(one: str, other: str) -> bool:
    """Tell whether two hosts are the same, or differ as the old and new host of a renamed cloud portal do.

    Anybody may own another name of `co.uk`; those of `bitrix24.ru` are all the vendor's.
    """
    domain = one.partition(".")[2]
    return one == other or (domain.startswith("bitrix24.") and domain == other.partition(".")[2])


def _without(secret: str, value: Any) -> Any:
    if isinstance(value, dict):
        return type(value)({key.replace(secret, HIDDEN): _without(secret, part) for key, part in value.items()})
    if isinstance(value, list):
        return [_without(secret, part) for part in value]
    return value.replace(secret, HIDDEN) if isinstance(value, str) else value
