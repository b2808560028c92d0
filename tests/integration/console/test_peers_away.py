"""What an operator reads where a command asks the portal or 1C and they are away: one sentence, no traceback."""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from sandbox.stack.ports import free_ports

RULES = str(Path("deploy/config/rules.yaml").resolve())
NOBODY = "127.0.0.1:{port} не принимает соединений. Проверьте порт в {setting} и запущен ли там веб-сервер."
DAY = "2026-11-01T00:00:00+03:00"
OF_THE_PORTAL = (
    ("ask", "weigh", "prices"),
    ("ask", "weigh", "deals"),
    ("ask", "tell", "changed", DAY),
    ("ask", "tell", "deals", DAY),
    ("setup",),
)
OF_1C = (("ask", "prices"), ("ask", "tell", "dated", DAY), ("ask", "weigh", "orders"), ("ask", "tell", "orders", DAY))


async def told(service: str, words: Sequence[str], mongo_url: str, **settings: str) -> tuple[int | None, str]:
    given = {"DEALBUS_MONGO_URL": mongo_url, "DEALBUS_HTTP_PORT": "0", "DEALBUS_RULES": RULES}
    given |= {"DEALBUS_AMQP_URL": "amqp://nobody:nothing@127.0.0.1:1/"}
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"services.{service}", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), **given, **settings},
    )
    said, wrong = await program.communicate()
    assert said == b""
    return program.returncode, wrong.decode()


@pytest.mark.parametrize("words", OF_THE_PORTAL, ids=" ".join)
async def test_a_portal_that_is_away_is_one_sentence(mongo_url: str, words: Sequence[str]) -> None:
    (port,) = free_ports(1)
    webhook = f"http://127.0.0.1:{port}/rest/7/secret/"

    code, said = await told("b24_connector", words, mongo_url, DEALBUS_B24_WEBHOOK=webhook)

    assert (code, said) == (2, f"Портал не отвечает: {NOBODY.format(port=port, setting='DEALBUS_B24_WEBHOOK')}\n")


@pytest.mark.parametrize("words", OF_1C, ids=" ".join)
async def test_1c_that_is_away_is_one_sentence(mongo_url: str, words: Sequence[str]) -> None:
    (port,) = free_ports(1)
    access = {"DEALBUS_ONEC_URL": f"http://127.0.0.1:{port}/ut", "DEALBUS_ONEC_USER": "odata"}

    code, said = await told("onec_connector", words, mongo_url, **access, DEALBUS_ONEC_PASSWORD="wrong")

    assert (code, said) == (2, f"1С не отвечает: {NOBODY.format(port=port, setting='DEALBUS_ONEC_URL')}\n")
