"""Each of these stops a service at its start with one sentence that names setting and remedy; readiness says it too."""

import asyncio
import re
from dataclasses import dataclass

import httpx
import pytest

from sandbox.stack import free_ports
from tests.integration.startup import troubles
from tests.integration.startup.processes import reasons, started
from tests.integration.startup.troubles import Trouble, World, setting
from tests.waiting import wait_until

_RUSSIAN = re.compile("[а-яё]{3}")
ALL = ("b24_connector", "onec_connector", "mapper", "stage_router")

TROUBLES: dict[str, tuple[tuple[str, ...], Trouble, str]] = {
    "missing setting": (("stage_router",), setting(AMQP_URL=None), "Не задано DEALBUS_AMQP_URL: задайте его"),
    "missing secret file": (
        ("mapper",),
        setting(AMQP_URL_FILE="/nowhere/amqp_url"),
        "DEALBUS_AMQP_URL_FILE называет файл /nowhere/amqp_url, прочесть его нельзя",
    ),
    "missing password file of 1C": (
        ("onec_connector",),
        setting(ONEC_PASSWORD_FILE="/nowhere/onec"),
        "DEALBUS_ONEC_PASSWORD_FILE называет файл /nowhere/onec, прочесть его нельзя",
    ),
    "missing webhook file": (
        ("b24_connector",),
        setting(B24_WEBHOOK_FILE="/nowhere/webhook"),
        "DEALBUS_B24_WEBHOOK_FILE называет файл /nowhere/webhook, прочесть его нельзя",
    ),
    "wrong broker password": (
        ("stage_router", "b24_connector"),
        troubles.wrong_broker_password,
        "исправьте имя и пароль в DEALBUS_AMQP_URL",
    ),
    "no such virtual host": (("stage_router",), troubles.no_such_vhost, "исправьте DEALBUS_AMQP_URL"),
    "unreadable broker address": (
        ("stage_router",),
        setting(AMQP_URL="amqp://broker:port/"),
        "DEALBUS_AMQP_URL не читается",
    ),
    "old broker": (
        ("onec_connector", "mapper"),
        troubles.old_broker,
        "назовите в DEALBUS_AMQP_URL RabbitMQ от 3.10 до 4.x",
    ),
    "missing queue": (("stage_router",), troubles.missing_queue, "выполните dealbus topology apply"),
    "wrong database password": (
        ("b24_connector",),
        troubles.wrong_database_password,
        "authSource в DEALBUS_MONGO_URL",
    ),
    "no rights": (("onec_connector",), troubles.database_user_without_rights, "выполните dealbus rights apply"),
    "database alone": (
        ("mapper",),
        troubles.database_alone,
        "MongoDB из DEALBUS_MONGO_URL работает одна, не набором реплик",
    ),
    "clock ahead": (
        ("b24_connector", "onec_connector"),
        troubles.clock_off(hours=3),
        "Часы этой машины спешат на 180 мин против часов Mongo",
    ),
    "clock behind": (("mapper",), troubles.clock_off(hours=-5), "машины отстают на 300 мин против часов MongoDB"),
    "broken rules": (ALL, troubles.broken_rules, "rules.yaml: строка"),
    "no rules": (("mapper",), setting(RULES="/nowhere/rules.yaml"), "DEALBUS_RULES"),
    "unknown zone": (
        ("onec_connector",),
        setting(ONEC_TIMEZONE="Europe/Moskow"),
        "DEALBUS_ONEC_TIMEZONE не подходит",
    ),
    "unreadable webhook": (
        ("b24_connector",),
        setting(B24_WEBHOOK="company.ru"),
        "DEALBUS_B24_WEBHOOK не подходит",
    ),
    "portal without TLS": (
        ("b24_connector",),
        setting(B24_WEBHOOK="http://portal.company.ru/rest/7/secret/", PLAIN_HTTP="1c.local"),
        "назовите portal.company.ru в DEALBUS_PLAIN_HTTP",
    ),
    "1C without TLS": (
        ("onec_connector",),
        setting(ONEC_URL="http://10.0.0.5/ut"),
        "DEALBUS_ONEC_URL не подходит: по http:// секрет прочтёт любой на пути к 10.0.0.5",
    ),
    "wrong webhook": (("b24_connector",), troubles.wrong_webhook, "Портал не принимает DEALBUS_B24_WEBHOOK"),
    "webhook without a right": (
        ("b24_connector",),
        troubles.webhook_without_catalog,
        "создайте новый с правами из docs/guides/portal.ru.md",
    ),
    "wrong password of 1C": (
        ("onec_connector",),
        troubles.wrong_onec_password,
        "исправьте DEALBUS_ONEC_USER и DEALBUS_ONEC_PASSWORD",
    ),
    "1C without a set": (
        ("onec_connector",),
        troubles.base_with("--unpublished-sets", "Catalog_СтавкиНДС"),
        "Catalog_СтавкиНДС",
    ),
    "1C 11.4": (("onec_connector",), troubles.base_with("--release", "ut-11.4"), "11.4"),
}


@dataclass(frozen=True)
class Refusal:
    """What readiness said, what the log said, and the exit code."""

    shown: str
    said: str
    code: int


async def refusal(service: str, environment: dict[str, str], sentence: str) -> Refusal:
    """Start a service and wait until readiness says the sentence; then end it as a supervisor would."""
    (port,) = free_ports(1)
    environment = environment | {"DEALBUS_HTTP_PORT": str(port)}
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
        started(environment, service) as process,
    ):

        async def shown() -> str | None:
            return next((reason for reason in await reasons(client) if sentence in reason), None)

        told = await wait_until(shown, 60)
        process.terminate()
        code, said = await asyncio.wait_for(process.ended(), 20)
        return Refusal(told, said, code)


@pytest.mark.parametrize("name", TROUBLES)
async def test_the_service_stops_and_log_and_readiness_name_setting_and_remedy(world: World, name: str) -> None:
    services, trouble, sentence = TROUBLES[name]
    async with trouble(world) as change:
        environment = {key: value for key, value in {**world.environment, **change}.items() if value is not None}

        refusals = await asyncio.gather(*(refusal(service, environment, sentence) for service in services))

    for service, refused in zip(services, refusals, strict=True):
        assert refused.said == refused.shown, service  # nothing beside it: no traceback
        assert _RUSSIAN.search(refused.said), service
        assert "\n" not in refused.said, service
        assert refused.code == 2, service


async def test_a_port_in_use_is_told_where_it_can_be(world: World) -> None:
    async def said(service: str, environment: dict[str, str]) -> tuple[int, str]:
        async with started(environment, service) as process:
            return await asyncio.wait_for(process.ended(), 60)

    async with troubles.port_in_use(world) as change:
        ends = await asyncio.gather(*(said(service, {**world.environment, **change}) for service in ALL))

    assert [code for code, _ in ends] == [2] * len(ALL)
    assert [text for _, text in ends if not text.endswith("выберите другой DEALBUS_HTTP_PORT.")] == []


async def test_a_refusal_does_not_linger_when_nobody_asks(world: World) -> None:
    environment = {**world.environment, "DEALBUS_LOG_LEVEL": "INFO", "DEALBUS_RULES": "/none"}
    async with started(environment, "mapper") as process:
        code, _ = await asyncio.wait_for(process.ended(), 20)

    assert code == 2
