"""Examines the broker through its management interface: plugins, feature flags, policies, queue members.

Sources: https://www.rabbitmq.com/docs/policies, https://www.rabbitmq.com/docs/quorum-queues
"""

import asyncio
import re
import ssl
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import httpx

from services.console.broker.members import lacking
from services.console.settings import ConsoleSettings
from shared.bus.topology import Queue, queues
from shared.messages.routes import GROUPS
from shared.observe.untrusted import why_untrusted

PLUGINS = frozenset({"rabbitmq_shovel", "rabbitmq_shovel_management", "rabbitmq_prometheus"})
FEATURE_FLAGS = frozenset({"quorum_queue", "stream_queue"})
"""Until 3.12 they can be off: no quorum queues, or at-least-once dead lettering that silently is at most once."""

_TIMEOUT_S = 30
_NODES_TOLD_S = 15
_LENGTHS = ("max-length", "max-length-bytes")
_TO_QUEUES = frozenset({"all", "queues", "quorum_queues"})


class BrokerError(Exception):
    """The broker refuses, or is not as the bus needs it; the text is one sentence for the operator each line."""


@asynccontextmanager
async def management(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Open an HTTP client of the broker's management interface; raise for every status that is not success.

    Args:
        url: with its administrator: `http://user:password@host:15672`, or `https://…:15671/?cafile=…`, the authority
            to trust.

    Raises:
        BrokerError: it does not answer, or refuses.
    """
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or 15672}"
    auth = (unquote(parts.username or "guest"), unquote(parts.password or "guest"))
    try:
        async with httpx.AsyncClient(
            base_url=f"{parts.scheme}://{place}/api/",
            auth=auth,
            timeout=_TIMEOUT_S,
            trust_env=False,
            verify=_trusted(parts.query),
        ) as api:
            yield api
    except httpx.HTTPStatusError as error:
        answer = error.response
        if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise BrokerError(
                f"Брокер на {place} не пускает; дайте в DEALBUS_MANAGEMENT_URL администратора."
            ) from error
        raise BrokerError(
            f"Брокер на {place} (DEALBUS_MANAGEMENT_URL) отказал: {answer.status_code} {answer.text[:200]}."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        if why := why_untrusted(error):
            raise BrokerError(
                f"Управлению брокером на {place} нельзя доверять ({why}): проверьте сертификат и файл "
                "удостоверяющего центра, cafile=… в DEALBUS_MANAGEMENT_URL."
            ) from error
        raise BrokerError(
            f"Управление брокером на {place} не отвечает ({type(error).__name__}); исправьте DEALBUS_MANAGEMENT_URL "
            "или включите модуль rabbitmq_management."
        ) from error


def _trusted(query: str) -> ssl.SSLContext:
    """Return the TLS settings for the management interface: the authority its address names, else the system's."""
    named = parse_qs(query).get("cafile")
    return ssl.create_default_context(cafile=named[0] if named else None)


async def examine(settings: ConsoleSettings) -> None:
    """Check the broker's plugins, feature flags, policies and queue members, if DEALBUS_MANAGEMENT_URL is set.

    Raises:
        BrokerError: what is wrong and the remedy, a line each.
    """
    if not settings.has_management:
        return
    async with management(settings.management_url) as api:
        found = [*await missing_plugins(api), *await _missing_flags(api), *await _harmful_policies(api, settings.vhost)]
        found += lacking(await listed(api, "nodes"), await listed(api, f"queues/{quote(settings.vhost, safe='')}"))
    if found:
        raise BrokerError("\n".join(found))


async def missing_plugins(api: httpx.AsyncClient) -> list[str]:
    """List broker plugins that are missing: shovel for replaying dead letters by hand, Prometheus for alerts."""
    missing = {
        node["name"]: sorted(PLUGINS - set(node.get("enabled_plugins", PLUGINS)))
        for node in await _described_nodes(api)
    }
    return [
        f"На узле брокера {name} (DEALBUS_MANAGEMENT_URL) не включено: {', '.join(plugins)}; выполните "
        f"rabbitmq-plugins enable {' '.join(plugins)}."
        for name, plugins in missing.items()
        if plugins
    ]


async def _described_nodes(api: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Ask the broker for its nodes until each tells its plugins; one just started tells names alone."""
    deadline = time.monotonic() + _NODES_TOLD_S
    while True:
        nodes = await listed(api, "nodes")
        if all("enabled_plugins" in node for node in nodes if node.get("running", True)):
            return nodes
        if time.monotonic() > deadline:
            return nodes
        await asyncio.sleep(0.5)


async def _missing_flags(api: httpx.AsyncClient) -> list[str]:
    off = {flag["name"] for flag in await listed(api, "feature-flags") if flag["state"] != "enabled"}
    if missing := sorted(off & FEATURE_FLAGS):
        words = (
            f"На брокере (DEALBUS_MANAGEMENT_URL) выключены возможности {', '.join(missing)}, без них сообщения могут "
            "пропасть; выполните rabbitmqctl enable_feature_flag all."
        )
        return [words]
    return []


async def _harmful_policies(api: httpx.AsyncClient, vhost: str) -> list[str]:
    path = quote(vhost, safe="")
    ranked = [
        sorted(await listed(api, f"{kind}/{path}"), key=lambda policy: -policy["priority"])
        for kind in ("policies", "operator-policies")
    ]
    return [words for queue in queues() for words in _spoiled(queue, ranked)]


def _spoiled(queue: Queue, ranked: list[list[dict[str, Any]]]) -> Iterator[str]:
    """List the harm that broker policies do to a queue; of each kind the matching one of highest priority applies."""
    policies = [policy for one_kind in ranked if (policy := _first(one_kind, queue.name)) is not None]
    refuses = any(policy["definition"].get("overflow") == "reject-publish" for policy in policies)
    for policy in policies:
        for harm in harms(queue, policy["definition"], refuses=refuses):
            yield (
                f"Политика брокера «{policy['name']}» портит очередь {queue.name}: {harm}; уберите это из политики или "
                "сузьте её pattern."
            )


def _first(ranked: list[dict[str, Any]], queue: str) -> dict[str, Any] | None:
    return next((one for one in ranked if one["apply-to"] in _TO_QUEUES and _fits(one["pattern"], queue)), None)


def _fits(pattern: str, queue: str) -> bool:
    """Tell whether a broker policy's pattern fits a queue; one that only Erlang understands fits none."""
    try:
        return re.search(pattern, queue) is not None
    except re.error:
        return False


def harms(queue: Queue, definition: Mapping[str, Any], *, refuses: bool) -> Iterator[str]:
    """Yield what a broker policy would harm of a queue; the broker takes the lower of argument and policy.

    Args:
        queue: as the table has it.
        definition: of the policy.
        refuses: by policy, the full queue refuses messages instead of dropping its oldest.
    """
    limit, usual = definition.get("delivery-limit"), queue.arguments["x-delivery-limit"]
    is_work = queue.name in GROUPS
    if limit is not None and (limit < 1 or (limit < usual and not is_work)):
        yield f"delivery-limit {limit} теряет сообщения, которые читали чаще"
    ttl, wanted = definition.get("message-ttl"), queue.arguments.get("x-message-ttl")
    if ttl is not None and (wanted is None or ttl < wanted):
        yield f"message-ttl {ttl} убирает сообщения раньше срока"
    if "expires" in definition:
        yield f"expires {definition['expires']} удаляет саму очередь"
    if "x-overflow" not in queue.arguments and not refuses:
        yield from (f"{key} {definition[key]} выбрасывает старые сообщения" for key in _LENGTHS if key in definition)


async def listed(api: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    """Read a list (nodes, policies, queues …) from the broker's management interface."""
    found: list[dict[str, Any]] = (await api.get(path)).raise_for_status().json()
    return found
