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
