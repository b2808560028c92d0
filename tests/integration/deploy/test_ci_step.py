"""The CI step that runs docker-compose.yml says why it cannot, and leaves the network as it found it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sandbox.stack.apt import install, one_at_a_time, require_apt

CI = Path(__file__).parents[3] / "deploy" / "ci"

# What an engine does, and what a machine may have had before.
FOUND = "iptables -A INPUT -p tcp --dport 81 -j DROP; ip link set lo up"
ENGINE = """
iptables -P FORWARD DROP
iptables -N DOCKER && iptables -A FORWARD -o docker0 -j DOCKER
iptables -t nat -N DOCKER && iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
ip link add docker0 type bridge && ip link add br-dealbus type bridge && ip addr add 172.17.0.1/16 dev docker0
echo 1 >/proc/sys/net/ipv4/ip_forward
"""
SHOWN = "iptables -S; iptables -t nat -S; ip -brief link; ip -brief address; cat /proc/sys/net/ipv4/ip_forward"


@pytest.fixture
def netfilter() -> None:
    """Programs that change a network, in a namespace of the test's own."""
    if os.geteuid() != 0:
        pytest.skip("only root can make a network namespace")
    if subprocess.run(["unshare", "--net", "true"], check=False).returncode:
        pytest.skip("this machine lets nobody make a network namespace")
    for program, package in (("iptables", "iptables"), ("ip", "iproute2")):
        if not shutil.which(program):
            with one_at_a_time():
                require_apt(package)
                install((package,))


def in_a_network_of_its_own(*commands: str) -> str:
    script = "\n".join(commands)
    return subprocess.run(["unshare", "--net", "bash", "-c", script], check=True, capture_output=True, text=True).stdout


@pytest.mark.usefixtures("netfilter")
@pytest.mark.parametrize("found", ["true", FOUND], ids=["an empty firewall", "a firewall in use"])
def test_firewall_links_and_forwarding_are_as_before(found: str, tmp_path: Path) -> None:
    ours = f"WORK={tmp_path}; . {CI / 'engine.sh'}"
    look = f"{SHOWN}; echo ----"
    said = in_a_network_of_its_own(ours, found, "remember_network", look, ENGINE, look, "restore_network", SHOWN)

    before, changed, after = said.split("----\n")
    assert "docker0" in changed
    assert "-P FORWARD DROP" in changed
    assert before == after


def test_a_machine_where_no_engine_can_run_is_told_in_one_sentence(tmp_path: Path) -> None:
    for tool in ("bash", "dirname", "id", "unshare"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))

    done = subprocess.run(
        [str(tmp_path / "bash"), str(CI / "compose.sh")],
        env={"PATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )

    why = "there is no apt to install an engine with" if os.geteuid() == 0 else "an engine needs root"
    assert done.returncode == 69
    assert done.stdout == f"docker-compose.yml is not run: {why}\n"
