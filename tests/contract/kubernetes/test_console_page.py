"""The component with the console's page: what it adds, what it sees, and who may talk to it."""

import subprocess

import pytest

from tests.contract.kubernetes import manifests, test_network
from tests.contract.kubernetes.manifests import DEPLOY, OVERLAYS, SERVICES, build, problems, secrets_mounted

PAGE = "console-page"
COMPONENT = DEPLOY / "components" / PAGE
KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: dealbus
resources: [base]
components: [console-page]
"""


@pytest.fixture(scope="module", params=OVERLAYS)
def overlay(request, tmp_path_factory):
    """An overlay with the page in it, under a name that the helpers know."""
    folder = tmp_path_factory.mktemp("with-page")
    (folder / "kustomization.yaml").write_text(KUSTOMIZATION.replace("base", "../kit/overlays/" + request.param))
    kit = folder.parent / "kit"
    if not kit.exists():
        subprocess.run(["cp", "-r", str(DEPLOY), str(kit)], check=True)
        for beside in ("config", "grafana"):
            subprocess.run(["cp", "-r", str(DEPLOY.parent / beside), str(folder.parent)], check=True)
    text = (folder / "kustomization.yaml").read_text()
    (folder / "kustomization.yaml").write_text(text.replace("[console-page]", "[../kit/components/console-page]"))
    built = build(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifests, "manifests", lambda _: built)
        yield request.param


def named(overlay, kind, name):
    return manifests.of_kind(overlay, kind)[name]


def test_every_manifest_is_taken_by_the_api_server(overlay):
    added = [m for m in manifests.manifests(overlay) if "console" in m["metadata"]["name"]]

    assert {m["kind"] for m in added} >= {"Deployment", "Service", "Ingress", "NetworkPolicy", "ConfigMap"}
    assert [problem for m in manifests.manifests(overlay) for problem in problems(m)] == []


def test_its_secret_is_made_by_its_script_and_has_users_of_its_own(overlay, tmp_path):
    subprocess.run([COMPONENT / "secrets.sh", tmp_path], check=True)
    made = {one.name: one.read_text() for one in (tmp_path / f"dealbus-{PAGE}").iterdir()}
    _, pod = manifests.pods(overlay)[PAGE]
    (container,) = pod["containers"]
    files = {one["value"].rpartition("/")[2] for one in container["env"] if one["name"].endswith("_FILE")}

    assert {name for name, _ in secrets_mounted(pod)} == {f"dealbus-{PAGE}", "dealbus-authority"}
    assert files == set(made)
    assert {made[name].split("//")[1].split(":")[0] for name in ("amqp_url", "mongo_url")} == {PAGE}


def test_the_job_gives_it_these_users(overlay):
    _, job = manifests.pods(overlay)["dealbus-topology"]
    given = {key for name, key in secrets_mounted(job) if name == f"dealbus-{PAGE}"}
    (services,) = [one for one in job["volumes"] if one["name"] == "services"]
    paths = {item["path"] for one in services["projected"]["sources"] for item in one["secret"].get("items", [])}

    assert given == {"amqp_url", "mongo_url"}
    assert {f"{PAGE}_amqp_url", f"{PAGE}_mongo_url"} <= paths


def test_the_connectors_are_given_its_key_and_nothing_else_of_it(overlay):
    keys = {
        name: {key for secret, key in secrets_mounted(pod) if secret == f"dealbus-{PAGE}"}
        for name, (_, pod) in manifests.pods(overlay).items()
        if name in SERVICES
    }
    expected = {name: {"console_key"} for name in ("b24-connector", "onec-connector")}

    assert keys == {name: expected.get(name, set()) for name in SERVICES}


def test_the_address_is_the_same_for_the_page_and_for_the_links_in_deals(overlay):
    maps = manifests.of_kind(overlay, "ConfigMap")
    (console,) = [name for name in maps if name.startswith("dealbus-console-")]
    (page,) = manifests.pods(overlay)[PAGE][1]["containers"]
    connector = manifests.pods(overlay)["b24-connector"][1]["containers"][0]
    (linked,) = [one for one in connector["env"] if one["name"] == "DEALBUS_CONSOLE_URL"]
    (rule,) = named(overlay, "Ingress", "dealbus-console")["spec"]["rules"]

    assert console in {one["configMapRef"]["name"] for one in page["envFrom"]}
    assert linked["valueFrom"]["configMapKeyRef"]["name"] == console
    assert maps[console]["data"] == {"DEALBUS_CONSOLE_URL": f"https://{rule['host']}"}


def test_setup_and_check_know_of_the_field_with_the_link(overlay):
    """They are run in the console: without address and key they take it that no deal links anywhere."""
    console, connector = (manifests.pods(overlay)[name][1] for name in ("console", "b24-connector"))
    given = [
        {one["name"]: one.get("value") or one["valueFrom"] for one in pod["containers"][0]["env"]}
        for pod in (console, connector)
    ]
    links = ("DEALBUS_CONSOLE_URL", "DEALBUS_CONSOLE_KEY_FILE")

    assert [given[0].get(name) for name in links] == [given[1][name] for name in links]
    assert ("dealbus-console-page", "console_key") in set(secrets_mounted(console))


def test_it_reaches_broker_database_and_connectors_and_nobody_else(overlay):
    labels = {name: labels for name, (labels, _) in manifests.pods(overlay).items()}
    page, connects = labels[PAGE], test_network._connects
    reached = {name for name in SERVICES if connects(overlay, page, labels[name], 8080)}

    assert reached == {"b24-connector", "onec-connector"}
    assert connects(overlay, page, test_network.BROKER, 5671)
    assert connects(overlay, page, test_network.DATABASE, 27017)
    assert not connects(overlay, page, test_network.BROKER, 15671)
    assert not test_network._allowed(overlay, "Egress", page, None, 443)
    assert test_network._allowed(overlay, "Ingress", page, {}, 8080, "ingress-nginx")
    assert not any(connects(overlay, labels[name], page, 8080) for name in SERVICES)


def test_it_runs_confined(overlay):
    pod = manifests.pods(overlay)[PAGE][1]
    (container,) = pod["containers"]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
