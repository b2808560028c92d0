"""The sample with letters is sent by a real Alertmanager, when the guide's command is typed."""

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

from sandbox.stack.installing import find_or_install_prometheus
from sandbox.stack.ports import free_ports
from sandbox.stack.program import Supervisor
from tests.waiting import wait_until

from .mailbox import mailbox
from .watching import WATCHED, program

GUIDE = (Path(__file__).parents[3] / "docs/guides/alerts.ru.md").read_text(encoding="utf-8")
(COMMAND,) = re.findall(r"(?m)^```sh\n(.*?)\n```$", GUIDE)
SAMPLE = WATCHED / "alertmanager.email.yml"


@pytest.fixture
def programs() -> dict[str, Path]:
    if not shutil.which("amtool") and (os.geteuid() != 0 or not shutil.which("apt-get")):
        pytest.skip("no Alertmanager, and without root and apt there is no way to install it")
    return find_or_install_prometheus("alertmanager", "amtool")


def test_the_sample_differs_from_what_is_delivered_by_its_letters_alone():
    delivered = yaml.safe_load((WATCHED / "alertmanager.yml").read_text())
    sample = yaml.safe_load(SAMPLE.read_text())

    (receiver,) = sample["receivers"]
    letters = receiver.pop("email_configs")
    assert sample.pop("global")["smtp_require_tls"] is True
    assert sample == delivered
    assert [one["send_resolved"] for one in letters] == [True]


async def test_the_guides_command_brings_a_letter(programs, tmp_path):
    (port,) = free_ports(1)
    async with mailbox() as box:
        configure(tmp_path, box.port)
        argv = (
            *(str(programs["alertmanager"]), "--config.file=alertmanager.yml", "--storage.path=am"),
            *(f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="),
        )
        supervisor = Supervisor()
        try:
            await supervisor.start(program("alertmanager", tmp_path, port, *argv))
            shell = await asyncio.create_subprocess_shell(
                f"{COMMAND.replace('9093', str(port))} customer=acme --annotation=runbook_url=docs/runbook/PeerAway.md"
            )
            code = await shell.wait()
            await wait_until(lambda: box.letters, 30)
        finally:
            await supervisor.stop()

    (letter,) = box.letters
    assert code == 0
    assert letter["subject"] == "Сработало (acme): Проверка почты"
    assert (letter["from"], letter["to"]) == ("dealbus@example.ru", "admin@example.ru")
    text = letter.get_body(("plain",)).get_content()
    assert "Проверка почты\n" in text.replace("\r", "")
    assert "Что делать: docs/runbook/PeerAway.md" in text


def configure(folder: Path, port: int) -> None:
    """Take the sample; only the server, which knows no TLS and no password, and the seconds are the test's."""
    sample = yaml.safe_load(SAMPLE.read_text())
    there = {"smtp_smarthost": f"127.0.0.1:{port}", "smtp_require_tls": False}
    sample["global"] = {"smtp_from": sample["global"]["smtp_from"], **there}
    sample["route"] |= {"group_wait": "0s"}
    (folder / "alertmanager.yml").write_text(yaml.safe_dump(sample, allow_unicode=True), encoding="utf-8")
