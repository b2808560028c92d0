"""What one manifest names, another one makes: secrets, settings, ports, selectors, the image's user."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from tests.contract.kubernetes.manifests import (
    DEPLOY,
    OVERLAYS,
    ROOT,
    SERVICES,
    containers,
    of_kind,
    pods,
    problems,
    secrets_mounted,
)

OF_OPERATORS = {
    "dealbus-broker-default-user": {"username", "password", "connection_string"},
    "dealbus-mongo-root-url": {"connectionString.standard"},
}
LONG_RUNNING = [(overlay, service) for overlay in OVERLAYS for service in sorted(SERVICES)]


@pytest.fixture(scope="module")
def secrets(tmp_path_factory) -> dict[str, dict[str, str]]:
    """What `deploy/kubernetes/secrets.sh` makes."""
    folder = tmp_path_factory.mktemp("secrets")
    subprocess.run([DEPLOY / "secrets.sh", folder], check=True)
    return {one.name: {key.name: key.read_text() for key in one.iterdir()} for one in folder.iterdir()}


def _settings(overlay, container) -> dict[str, str]:
    """Return the settings that a container is given, those of the image left out."""
    maps = of_kind(overlay, "ConfigMap")
    given = {}
    for one in container.get("envFrom", []):
        given |= maps[one["configMapRef"]["name"]]["data"]
    given |= {one["name"].removesuffix("_FILE"): one.get("value", "") for one in container.get("env", [])}
    return {name: value for name, value in given.items() if name.startswith("DEALBUS_")}


def _documented() -> list[tuple[str, set[str], str]]:
    page = (ROOT / "docs/settings.md").read_text().partition("<!-- end of the table -->")[0]
    rows = re.findall(r"^\| `(DEALBUS_\w+)` \| ([^|]+) \| ([^|]+) \|", page, re.MULTILINE)
    assert len(rows) > 20
    return [
        (name, {reader.strip() for reader in readers.split(",")}, default.strip()) for name, readers, default in rows
    ]


def _image() -> str:
    return (ROOT / "deploy/image/Dockerfile").read_text()


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_secret_is_made_by_the_script_or_an_operator(overlay, secrets):
    made = {name: set(keys) for name, keys in secrets.items()} | OF_OPERATORS
    used = {one for _, pod in pods(overlay).values() for one in secrets_mounted(pod)}
    for manifest in of_kind(overlay, "TriggerAuthentication").values():
        used |= {(one["name"], one["key"]) for one in manifest["spec"]["secretTargetRef"]}

    assert len(used) > 10
    assert {name for name, _ in used} <= set(made)
    assert {(name, key) for name, key in used if key is not None and key not in made[name]} == set()


def test_kubectl_makes_the_secrets_of_the_folders_as_the_guide_says(tmp_path):
    subprocess.run([DEPLOY / "secrets.sh", tmp_path / "secrets/kubernetes"], check=True)
    (block,) = re.findall(r"```text\n(.*?)```", (ROOT / "docs/guides/kubernetes.ru.md").read_text(), re.DOTALL)
    loop = block[block.index("for ") : block.index("done\n") + 5].replace("| kubectl apply -f -", "&& echo ---")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    run = subprocess.run(
        ["bash", "-euc", loop],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )

    made = {one["metadata"]["name"]: one for one in yaml.safe_load_all(run.stdout) if one}
    folders = {one.name: one for one in (tmp_path / "secrets/kubernetes").iterdir()}
    assert {name: set(one["data"]) for name, one in made.items()} == {
        name: {key.name for key in folder.iterdir()} for name, folder in folders.items()
    }
    assert [problem for one in made.values() for problem in problems(one)] == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_secret_of_the_script_is_used(overlay, secrets):
    used = {name for _, pod in pods(overlay).values() for name, _ in secrets_mounted(pod)}
    of_servers = {
        of_kind(overlay, "RabbitmqCluster")["dealbus-broker"]["spec"]["tls"]["secretName"],
        of_kind(overlay, "MongoDBCommunity")["dealbus-mongo"]["spec"]["security"]["tls"]["certificateKeySecretRef"][
            "name"
        ],
    }

    assert set(secrets) == (used | of_servers) - set(OF_OPERATORS)


def test_certificates_are_for_the_names_that_are_asked_and_by_the_authority_that_is_trusted(secrets, tmp_path):
    (tmp_path / "ca").write_text(secrets["dealbus-authority"]["ca.crt"])
    hosts = {
        "dealbus-broker-tls": ["dealbus-broker", "dealbus-broker.dealbus.svc"],
        "dealbus-mongo-tls": [
            "dealbus-mongo-svc",
            "dealbus-mongo-svc.dealbus.svc",
            "dealbus-mongo-0.dealbus-mongo-svc.dealbus.svc.cluster.local",
        ],
    }
    for name, asked in hosts.items():
        (tmp_path / name).write_text(secrets[name]["tls.crt"])
        for host in asked:
            command = ["openssl", "verify", "-CAfile", tmp_path / "ca", "-verify_hostname", host, tmp_path / name]
            assert subprocess.run(command, check=False, capture_output=True).returncode == 0, host


def test_an_address_of_a_version_without_tls_becomes_one_with_it(secrets, tmp_path):
    folder = tmp_path / "secrets"
    for name in ("dealbus-mapper", "dealbus-reconciler"):
        (folder / name).mkdir(parents=True)
        (folder / name / "amqp_url").write_text("amqp://mapper:s3cr3t@dealbus-broker.dealbus.svc:5672/")
        (folder / name / "mongo_url").write_text(
            "mongodb://mapper:s3cr3t@dealbus-mongo-svc.dealbus.svc:27017/?replicaSet=dealbus-mongo&authSource=admin"
        )
    subprocess.run([DEPLOY / "secrets.sh", folder], check=True)

    for key in ("amqp_url", "mongo_url"):
        made = re.sub(r"(?<=:)\w+(?=@)", "s3cr3t", secrets["dealbus-mapper"][key])
        assert (folder / "dealbus-mapper" / key).read_text() == made


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_operators_secrets_have_the_names_that_they_give(overlay):
    """`<cluster>-default-user`, and what the user of MongoDBCommunity asks for."""
    (cluster,) = of_kind(overlay, "RabbitmqCluster")
    user = of_kind(overlay, "MongoDBCommunity")["dealbus-mongo"]["spec"]["users"][0]

    assert {f"{cluster}-default-user", user["connectionStringSecretName"]} == set(OF_OPERATORS)


@pytest.mark.parametrize(("overlay", "service"), LONG_RUNNING)
def test_a_service_sees_no_other_ones_secrets(overlay, service):
    _, pod = pods(overlay)[service]

    assert {name for name, _ in secrets_mounted(pod)} == {f"dealbus-{service}", "dealbus-authority"}
    assert {key for name, key in secrets_mounted(pod) if name == "dealbus-authority"} == {"ca.crt"}


@pytest.mark.parametrize(("overlay", "service"), LONG_RUNNING)
def test_a_service_finds_every_file_that_it_is_told_of(overlay, service, secrets):
    _, pod = pods(overlay)[service]
    for container in containers(pod):
        (folder,) = [one["mountPath"] for one in container["volumeMounts"] if one["name"] == "secrets"]
        files = {one["value"] for one in container["env"] if one["name"].endswith("_FILE")}

        assert files
        assert files <= {f"{folder}/{key}" for key in secrets[f"dealbus-{service}"]}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_job_finds_an_address_for_every_service(overlay):
    _, pod = pods(overlay)["dealbus-topology"]
    (volume,) = [one["projected"] for one in pod["volumes"] if one["name"] == "services"]
    paths = {item["path"] for source in volume["sources"] for item in source["secret"]["items"]}

    assert paths == {f"{service}_amqp_url" for service in SERVICES} | {
        f"{service}_mongo_url" for service in SERVICES - {"stage-router"}
    }


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_queues_come_before_users_and_users_before_services(overlay):
    _, job = pods(overlay)["dealbus-topology"]

    assert [one["args"][1:3] for one in containers(job)] == [["topology", "apply"], ["rights", "apply"]]
    for service in SERVICES:
        (waiting,) = pods(overlay)[service][1]["initContainers"]
        assert "topology check" in waiting["command"][-1]


def test_addresses_name_the_clusters_services(secrets):
    (broker,), (database,) = of_kind("production", "RabbitmqCluster"), of_kind("production", "MongoDBCommunity")
    addresses = {(name, key): value for name, keys in secrets.items() for key, value in keys.items() if "_url" in key}

    for (name, key), address in addresses.items():
        parts = urlsplit(address)
        host, port = (f"{broker}.dealbus.svc", 5671) if key == "amqp_url" else (f"{database}-svc.dealbus.svc", 27017)
        assert (parts.hostname, parts.port) == (host, port)
        assert "cafile=/run/authority/ca.crt" in parts.query.lower()
        assert parts.scheme == "amqps" if key == "amqp_url" else "tls=true" in parts.query
        assert f"dealbus-{parts.username}" == name
        assert len(parts.password) > 40
        assert key == "amqp_url" or f"replicaSet={database}" in parts.query
    assert len(addresses) == 9


def test_keda_asks_an_address_that_another_namespace_can_resolve(secrets):
    for name, scaled in of_kind("production", "ScaledObject").items():
        (trigger,) = scaled["spec"]["triggers"]
        login = of_kind("production", "TriggerAuthentication")[trigger["authenticationRef"]["name"]]
        given = {one["parameter"]: secrets[one["name"]][one["key"]] for one in login["spec"]["secretTargetRef"]}
        assert urlsplit(given["host"]).hostname == "dealbus-broker.dealbus.svc"
        assert (given["tls"], given["ca"]) == ("enable", secrets["dealbus-authority"]["ca.crt"])
        assert scaled["spec"]["scaleTargetRef"]["name"] == name
        assert "replicas" not in of_kind("production", "Deployment")[name]["spec"]
        assert trigger["metadata"]["queueName"] == f"{name}.orders"


@pytest.mark.parametrize(("overlay", "service"), LONG_RUNNING)
def test_a_service_has_every_setting_it_needs_and_none_it_does_not_read(overlay, service):
    _, pod = pods(overlay)[service]
    given = set(_settings(overlay, pod["containers"][0]))
    image = set(re.findall(r"(DEALBUS_\w+)=", _image()))
    read = {name for name, readers, _ in _documented() if service in readers}
    required = {name for name, readers, default in _documented() if service in readers and default == "required"}

    assert required - given - image == set()
    assert given - read == set()


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_console_has_what_its_commands_start(overlay):
    _, pod = pods(overlay)["console"]
    image = set(re.findall(r"(DEALBUS_\w+)=", _image()))
    started = ((name, default) for name, readers, default in _documented() if set(readers) - {"console page"})
    required = {name for name, default in started if default == "required"}

    assert required - set(_settings(overlay, pod["containers"][0])) - image == set()


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_who_runs_is_the_images_user(overlay):
    user, group = re.findall(r"^USER (\d+):(\d+)$", _image(), re.MULTILINE)[-1]
    assert f"--uid {user} --gid {group}" in _image()
    assert f"groupadd --system --gid {group} " in _image()

    for _, pod in pods(overlay).values():
        context = pod["securityContext"]
        assert (context["runAsUser"], context["runAsGroup"], context["fsGroup"]) == (int(user), int(group), int(group))


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_group_may_read_every_mounted_secret(overlay):
    """Files of a secret belong to root; fsGroup and the mode are what lets the image's user in."""
    for _, pod in pods(overlay).values():
        modes = {
            v.get("secret", v.get("projected", {})).get("defaultMode")
            for v in pod["volumes"]
            if {"secret", "projected"} & set(v)
        }
        assert modes == {0o440}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_container_mounts_only_what_its_pod_has(overlay):
    maps = of_kind(overlay, "ConfigMap")
    for _, pod in pods(overlay).values():
        volumes = {one["name"]: one for one in pod["volumes"]}
        for container in containers(pod):
            assert {one["name"] for one in container["volumeMounts"]} <= set(volumes)
            assert "/tmp" in {one["mountPath"] for one in container["volumeMounts"]}
        if "rules" in volumes:
            assert "rules.yaml" in maps[volumes["rules"]["configMap"]["name"]]["data"]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_selectors_choose_the_pods_that_are_meant(overlay):
    labels = {name: found for name, (found, _) in pods(overlay).items()}
    for name, deployment in of_kind(overlay, "Deployment").items():
        assert deployment["spec"]["selector"]["matchLabels"].items() <= labels[name].items()
    for name, service in of_kind(overlay, "Service").items():
        assert [one for one in labels if service["spec"]["selector"].items() <= labels[one].items()] == [name]
    for name, budget in of_kind(overlay, "PodDisruptionBudget").items():
        chosen = budget["spec"]["selector"]["matchLabels"].items()
        assert [one for one in labels if chosen <= labels[one].items()] == ([name] if name in SERVICES else [])


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_services_listen_where_others_look(overlay):
    (port,) = re.findall(r"DEALBUS_HTTP_PORT=(\d+)", _image())
    services = of_kind(overlay, "Service")
    for service in SERVICES:
        (container,) = pods(overlay)[service][1]["containers"]
        assert container["ports"] == [{"name": "http", "containerPort": int(port)}]
        assert services[service]["spec"]["ports"] == [{"name": "http", "port": int(port), "targetPort": "http"}]
    ((path,),) = [rule["http"]["paths"] for m in of_kind(overlay, "Ingress").values() for rule in m["spec"]["rules"]]
    assert path["backend"]["service"] == {"name": "b24-connector", "port": {"name": "http"}}
