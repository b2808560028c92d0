"""What the image is made of is told whole; an audit that could not be made says so and is no good news."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
LOCK = ROOT / "deploy" / "image" / "requirements.lock"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def ran(script: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "deploy" / script), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[str, list[Any]]]:
    asked: list[Any] = []

    class Database(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Database)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_bill_names_every_locked_package_with_its_version_and_files() -> None:
    told = json.loads(ran("image/sbom.py").stdout)
    locked = re.findall(r"(?m)^([\w.-]+)==(\S+)", LOCK.read_text(encoding="utf-8"))

    libraries = [one for one in told["components"] if one["type"] == "library"]
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    assert {(one["name"], one["version"]) for one in libraries} == {(name.lower(), version) for name, version in locked}
    assert [one["name"] for one in libraries if not one["properties"]] == []
    assert len({one["bom-ref"] for one in told["components"]}) == len(told["components"])
    assert {"type": "container", "bom-ref": "python:3.11-slim", "name": "python", "version": "3.11-slim"} in told[
        "components"
    ]


def test_the_same_locks_make_the_same_bill() -> None:
    assert ran("image/sbom.py").stdout == ran("image/sbom.py").stdout != ""


@pytest.fixture
def two_packages(tmp_path: Path) -> str:
    lock = tmp_path / "two.lock"
    lock.write_text(f"good==1.0 \\\n    --hash=sha256:{'a' * 64}\nbad-one==2.0\n", encoding="utf-8")
    return str(lock)


def test_an_audit_names_what_is_known(two_packages: str) -> None:
    with answering(b'{"results": [{"vulns": [{"id": "GHSA-1"}, {"id": "CVE-2"}]}, {}]}') as (url, asked):
        done = ran("ci/audit.py", two_packages, OSV_URL=url)

    assert done.returncode == 1
    assert done.stdout == "bad-one 2.0: GHSA-1, CVE-2\n1 of 2 locked packages have known vulnerabilities.\n"
    assert [one["package"]["name"] for one in asked[0]["queries"]] == ["bad-one", "good"]


def test_an_audit_that_finds_nothing_ends_well(two_packages: str) -> None:
    with answering(b'{"results": [{}, {}]}') as (url, _):
        done = ran("ci/audit.py", two_packages, OSV_URL=url)

    assert (done.returncode, done.stdout) == (0, "0 of 2 locked packages have known vulnerabilities.\n")


@pytest.mark.parametrize("answer", [b'{"results": [{}]}', b"<html>", b"{}", None])
def test_an_audit_that_nobody_answered_says_so_and_is_no_good_news(two_packages: str, answer: bytes | None) -> None:
    if answer is None:
        done = ran("ci/audit.py", two_packages, OSV_URL="http://127.0.0.1:9/")
    else:
        with answering(answer) as (url, _):
            done = ran("ci/audit.py", two_packages, OSV_URL=url)

    assert done.returncode == 69
    assert done.stdout.startswith("NOT AUDITED: ")
    assert "Nothing is known of 2 packages" in done.stdout


def test_every_image_that_is_pinned_stands_in_the_table_of_versions() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    pinned = {one["image"] for one in services.values() if not one["image"].startswith("dealbus")}
    (kubernetes,) = re.findall(
        r"(?m)^  version: (\S+)$", (ROOT / "deploy/kubernetes/base/database.yaml").read_text(encoding="utf-8")
    )
    broker = re.findall(r"image: (rabbitmq\S+)", (ROOT / "deploy/kubernetes/base/broker.yaml").read_text("utf-8"))

    assert {image for image in pinned if f"`{image}`" not in README} == set()
    assert f"`{kubernetes}`" in README
    assert set(broker) <= pinned


def pinned_by(tmp_path: Path, docker: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `pin.py` in a copy of its files, with a `docker` that does as it is told."""
    for name in ("docker-compose.yml", "deploy/image/Dockerfile", "deploy/kubernetes/base/broker.yaml"):
        place = tmp_path / "copy" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            place.write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    script = tmp_path / "copy" / "deploy/image/pin.py"
    script.write_text((ROOT / "deploy/image/pin.py").read_text(encoding="utf-8"), encoding="utf-8")
    command = tmp_path / "docker"
    command.write_text(f"#!/bin/sh\n{docker}\n")
    command.chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    run = [sys.executable, str(script), *words]
    return subprocess.run(run, capture_output=True, text=True, check=False, env={"PATH": path})


def test_every_image_of_others_is_pinned_by_the_digest_of_the_registry(tmp_path: Path) -> None:
    digest = f"sha256:{'a' * 64}"
    before = pinned_by(tmp_path, f"echo {digest}", "--check")
    done = pinned_by(tmp_path, f"echo {digest}")
    after = pinned_by(tmp_path, f"echo {digest}", "--check")
    moved = pinned_by(tmp_path, f"echo {digest.replace('a', 'b')}", "--check")

    texts = [one.read_text(encoding="utf-8") for one in (tmp_path / "copy").rglob("*.y*ml")]
    texts.append((tmp_path / "copy/deploy/image/Dockerfile").read_text(encoding="utf-8"))
    named = {one for text in texts for one in re.findall(r"(?m)^\s*(?:image:|FROM) (\S+:\S+)", text)}
    others = {one for one in named if not one.startswith("dealbus")}
    assert [done.returncode, before.returncode, after.returncode, moved.returncode] == [0, 1, 0, 1]
    assert {one.partition("@")[2] for one in others} == {digest}
    assert {one.partition(":")[0] for one in others} >= {"mongo", "rabbitmq", "caddy", "python"}


def test_without_a_registry_nothing_is_pinned_and_that_is_said(tmp_path: Path) -> None:
    done = pinned_by(tmp_path, "echo no route >&2; exit 1")

    assert done.returncode == 1
    assert "nothing is pinned: no route" in done.stderr
    assert "@sha256" not in (tmp_path / "copy/docker-compose.yml").read_text(encoding="utf-8")
