"""The pods' own commands, files and environment against a real broker and database: do they start?"""

import secrets as randoms
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pymongo import AsyncMongoClient

from sandbox.stack import Broker, Command, Database, Program, free_ports
from sandbox.stack.simulators import python_environment
from shared.store.ownership import READER
from tests.contract.kubernetes.manifests import DEPLOY, SERVICES, of_kind, pods
from tests.integration.kubernetes.kubelet import Kubelet, Secrets
from tests.integration.rights.conftest import ADMIN, PASSWORD, guarded_database
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(300)  # several waits, each of them short on an idle machine
ASK_A_PEER = {"b24-connector", "onec-connector"}


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Database]:
    async with guarded_database(tmp_path) as database:
        yield database


def made_by_the_script(folder: Path, broker: str, database: str) -> Secrets:
    """Run `secrets.sh`, then put this machine's addresses and users that nobody else has into what it made.

    The servers here have no TLS: `tests/integration/deploy/test_tls.py` is about that.
    """
    subprocess.run([DEPLOY / "secrets.sh", folder], check=True)
    run = randoms.token_hex(3)
    found = {one.name: {key.name: key.read_text() for key in one.iterdir()} for one in folder.iterdir()}
    here = {
        "amqps://": "amqp://",
        "dealbus-broker.dealbus.svc:5671/?cafile=/run/authority/ca.crt": broker,
        "dealbus-mongo-svc.dealbus.svc:27017": database,
        "replicaSet=dealbus-mongo": "replicaSet=rs0",
        "&tls=true&tlsCAFile=/run/authority/ca.crt": "",
        **{f"//{service}:": f"//{service}-{run}:" for service in SERVICES},
    }
    for keys in found.values():
        for key in keys:
            for name, address in here.items():
                keys[key] = keys[key].replace(name, address)
    found["dealbus-b24-connector"] |= {"b24_webhook": "http://127.0.0.1:9/rest/1/x/", "b24_application_token": "t\n"}
    found["dealbus-onec-connector"] |= {"onec_password": "p"}
    return found


@pytest.fixture
async def secrets(broker: Broker, guarded: Database, amqp_url: str, tmp_path: Path) -> AsyncIterator[Secrets]:
    """All secrets of the namespace, those of the two operators in the form that they give them."""
    database = urlsplit(guarded.url)
    found = made_by_the_script(tmp_path / "secrets", amqp_url.split("@")[1], f"{database.hostname}:{database.port}")
    found["dealbus-broker-default-user"] = {"username": broker.user, "password": broker.password}
    found["dealbus-mongo-admin"] = {"password": PASSWORD}
    yield found
    async with broker.management() as api:
        for service in SERVICES:
            await api.delete(f"/api/users/{urlsplit(found[f'dealbus-{service}']['amqp_url']).username}")


def program(name: str, kubelet: Kubelet, pod: dict, container: dict, **more: str) -> Program:
    started = kubelet.container(pod, container)
    environment = {**python_environment(), **started.environment, **more}
    log = kubelet.folder / f"{name}-{container['name']}.log"
    return Program(Command(name, ("/usr/bin/env", *started.argv), environment, log, kubelet.folder))


@pytest.fixture
def kubelets(secrets: Secrets, broker: Broker, guarded: Database, amqp_url: str, tmp_path: Path) -> dict[str, Kubelet]:
    """One for each pod: a folder of its own."""
    database = urlsplit(guarded.url)
    hosts = {
        "https://": "http://",
        "dealbus-broker:15671/?cafile=/run/authority/ca.crt": urlsplit(broker.management_url).netloc,
        "amqps://": "amqp://",
        "dealbus-broker:5671/?cafile=/run/authority/ca.crt": amqp_url.split("@")[1],
        "//root:": f"//{ADMIN}:",
        "dealbus-mongo-svc:27017": f"{database.hostname}:{database.port}",
        "replicaSet=dealbus-mongo": "replicaSet=rs0",
        "&tls=true&tlsCAFile=/run/authority/ca.crt": "",
    }
    return {name: Kubelet(tmp_path / "pods" / name, secrets, hosts) for name in pods("single")}


async def run_job(kubelet: Kubelet) -> None:
    """Run the containers of the job one after another, as its pod does."""
    _, pod = pods("single")["dealbus-topology"]
    for container in [*pod["initContainers"], *pod["containers"]]:
        running = program("topology", kubelet, pod, container)
        await running.start()
        assert await running.wait() == 0, running.output()


async def answer(port: int, path: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as http:
        try:
            return (await http.get(f"http://127.0.0.1:{port}{path}")).status_code
        except httpx.TransportError:
            return 0


async def test_a_service_waits_for_the_job_and_runs_with_what_it_gave(kubelets):
    async with AsyncExitStack() as stopping:
        waiting = {}
        for service in SERVICES:
            _, pod = pods("single")[service]
            waiting[service] = program(service, kubelets[service], pod, pod["initContainers"][0])
            stopping.push_async_callback(waiting[service].stop)
            await waiting[service].start()
        await wait_until(lambda: all("DEALBUS_AMQP_URL" in one.output() for one in waiting.values()), 60)
        assert all(one.pid for one in waiting.values())

        await run_job(kubelets["dealbus-topology"])

        assert {service: await one.wait() for service, one in waiting.items()} == dict.fromkeys(SERVICES, 0)
        ports = dict(zip(sorted(SERVICES), free_ports(len(SERVICES)), strict=True))
        for service, port in ports.items():
            _, pod = pods("single")[service]
            there = {"DEALBUS_HTTP_HOST": "127.0.0.1", "DEALBUS_HTTP_PORT": str(port)}
            running = program(service, kubelets[service], pod, pod["containers"][0], **there)
            stopping.push_async_callback(running.stop)
            await running.start()
        (container,) = pod["containers"]
        for service, port in ports.items():
            await wait_until(lambda port=port: _is(port, container["startupProbe"], 200), 60)
            ready = 503 if service in ASK_A_PEER else 200  # whom they ask is not there: alive, and not ready
            await wait_until(lambda port=port, ready=ready: _is(port, container["readinessProbe"], ready), 30)


async def _is(port: int, probe: dict, status: int) -> bool:
    return await answer(port, probe["httpGet"]["path"]) == status


async def test_the_job_leaves_the_roles_as_the_database_resource_has_them(kubelets, guarded):
    """Else agent and job would change them back and forth for ever."""
    await run_job(kubelets["dealbus-topology"])
    await run_job(kubelets["dealbus-topology"])  # as the next `kubectl apply` does

    stated = of_kind("single", "MongoDBCommunity")["dealbus-mongo"]["spec"]["security"]["roles"]
    wanted = [role for role in stated if role["role"] != READER]  # without its page the job has no user for it
    async with AsyncMongoClient(guarded.url) as client:
        for role in wanted:
            (found,) = (await client[role["db"]].command("rolesInfo", role["role"], showPrivileges=True))["roles"]
            assert _plain(found) == _plain(role)


def _plain(role: dict) -> dict:
    privileges = [(*sorted(one["resource"].items()), *sorted(one["actions"])) for one in role["privileges"]]
    return {"role": role["role"], "db": role["db"], "roles": role["roles"], "privileges": sorted(privileges)}
