"""Broker and database as the compose file runs them, over TLS by an authority of our own, reached as services do."""

import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pymongo.errors import PyMongoError

from sandbox.stack import database, local_broker
from sandbox.stack.ports import free_ports
from sandbox.stack.rabbitmq import PASSWORD, USER, private_node
from services.console.broker.certificates import ending
from services.console.broker.management import BrokerError, listed, management
from services.console.settings import ConsoleSettings
from shared.bus.errors import TopologyError
from shared.bus.topology import apply_topology, check_topology
from shared.store.connection import connect
from shared.store.errors import StoreUnavailableError

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "deploy" / "image" / "certificates.sh"
CONF = ROOT / "deploy" / "rabbitmq" / "rabbitmq.conf"


def certificates(folder: Path, **environment: str) -> str:
    """Run the script as `secrets.sh` does; returns what it says."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [SCRIPT, folder, "broker=localhost", "mongo=localhost,mongo"],
        check=True,
        text=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", **environment},
    )
    return done.stdout


@dataclass(frozen=True)
class Tls:
    """Ports of a broker and the folder with whom to trust."""

    amqp: int
    management: int
    folder: Path

    def amqp_url(self, authority: str = "authority") -> str:
        return f"amqps://{USER}:{PASSWORD}@localhost:{self.amqp}/?cafile={self.folder / authority}"

    def management_url(self, authority: str = "authority") -> str:
        return f"https://{USER}:{PASSWORD}@localhost:{self.management}/?cafile={self.folder / authority}"


@pytest.fixture
async def tls(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Tls]:
    folder = tmp_path / "secrets"
    certificates(folder, **getattr(request, "param", {}))
    (tmp_path / "others").mkdir()
    certificates(tmp_path / "others")
    (folder / "another").write_bytes((tmp_path / "others" / "authority").read_bytes())
    amqp, managed = free_ports(2)
    prepared = private_node(tmp_path)
    with (tmp_path / "broker" / "rabbitmq.conf").open("a") as settings:
        settings.write(as_delivered(folder, amqp, managed))
    async with local_broker(tmp_path, prepared):
        yield Tls(amqp, managed, folder)


def as_delivered(folder: Path, amqp: int, managed: int) -> str:
    """The lines of the delivered file about TLS, with these ports and files; the harness itself asks without."""
    lines = [
        line.replace("/run/secrets", str(folder)).replace("5671", str(amqp)).replace(f"1{amqp}", str(managed))
        for line in CONF.read_text(encoding="utf-8").splitlines()
        if "ssl" in line
    ]
    return "\n".join(["", *lines, ""])


async def test_a_service_reaches_the_broker_over_tls_and_trusts_no_other_authority(tls: Tls) -> None:
    await apply_topology(tls.amqp_url())

    await check_topology(tls.amqp_url())
    with pytest.raises(TopologyError, match="сертификат: "):
        await check_topology(tls.amqp_url("another"))
    with pytest.raises(TopologyError, match="сертификат: "):
        await check_topology(tls.amqp_url().replace("localhost", "127.0.0.1"))


async def test_the_console_reaches_the_brokers_management_over_tls_and_trusts_no_other_authority(tls: Tls) -> None:
    async with management(tls.management_url()) as api:
        assert await listed(api, "nodes")

    with pytest.raises(BrokerError, match="сертификат"):
        async with management(tls.management_url("another")) as api:
            await listed(api, "nodes")
    with pytest.raises(BrokerError, match="удостоверяющего центра"):
        async with management(tls.management_url("not-there")) as api:
            await listed(api, "nodes")


@pytest.mark.parametrize(
    ("tls", "told"),
    [
        ({}, []),
        ({"DAYS": "31"}, ["Сертификат брокера", "Сертификат управления брокером"]),
        ({"AUTHORITY_DAYS": "31"}, ["Удостоверяющий центр брокера", "Удостоверяющий центр управления брокером"]),
    ],
    indirect=["tls"],
)
async def test_a_certificate_that_ends_soon_is_told_by_check(tls: Tls, told: list[str]) -> None:
    away = "mongodb://localhost:1/?tls=true"
    settings = ConsoleSettings(amqp_url=tls.amqp_url(), management_url=tls.management_url(), mongo_url=away)

    found = [str(one) for one in await ending(settings)]

    assert [one.partition(" (")[0].removeprefix("✘ ") for one in found] == told
    assert all("ещё 30 дней; " in one for one in found)


async def test_a_service_reaches_the_database_over_tls_and_trusts_no_other_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, others = tmp_path / "secrets", tmp_path / "others"
    certificates(folder)
    certificates(others)
    pem = folder / "mongo.pem"
    pem.write_bytes(b"".join((folder / f"mongo_certificate{end}").read_bytes() for end in ("", "_key")))
    options = database._options
    # The harness itself asks without: what is delivered says requireTLS.
    asked = ("--tlsMode", "allowTLS", "--tlsCertificateKeyFile", str(pem), "--tlsCAFile", str(folder / "authority"))
    monkeypatch.setattr(
        database, "_options", lambda port: (*options(port), *asked, "--tlsAllowConnectionsWithoutCertificates")
    )

    async with database.local_database(tmp_path) as mongo:
        port = mongo.url.split(":")[2].split("/")[0]
        url = f"mongodb://localhost:{port}/?directConnection=true&tls=true&tlsCAFile={{}}/authority"
        async with connect(url.format(folder), "dealbus") as opened:
            await opened["things"].insert_one({"_id": 1})
            read = await opened["things"].find_one()
        with pytest.raises(StoreUnavailableError, match="сертификат: ") as refused:
            async with connect(url.format(others), "dealbus"):
                pass

    assert read == {"_id": 1}
    assert isinstance(refused.value.__cause__, PyMongoError)


@pytest.mark.parametrize("authority", ["/nowhere/authority", "/dev/null"])
async def test_an_authority_that_cannot_be_read_is_named_by_its_setting(authority: str) -> None:
    with pytest.raises(StoreUnavailableError, match="tlsCAFile"):
        async with connect(f"mongodb://localhost:1/?tls=true&tlsCAFile={authority}", "dealbus"):
            pass


def test_certificates_are_renewed_before_they_end_and_when_asked_and_else_left(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = certificates(folder)
    trusted = (folder / "authority").read_text(encoding="utf-8")

    assert [line.partition(":")[0] for line in made.splitlines()] == ["authority", "broker", "mongo"]
    assert certificates(folder) == ""
    assert [line.partition(":")[0] for line in certificates(folder, RENEW="1", DAYS="60").splitlines()] == [
        "broker",
        "mongo",
    ]
    assert certificates(folder) != ""  # 60 days are less than 90
    assert (folder / "authority").read_text(encoding="utf-8") == trusted
    assert (folder / "authority_key").stat().st_mode & 0o777 == 0o600
