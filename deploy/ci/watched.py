# ruff: noqa: INP001 - run by its path
"""Ends with 0 once Prometheus sees every target up, has every rule without an error, and has found Alertmanager.

Usage: `watched.py http://127.0.0.1:9090 deploy/prometheus/alerts/dealbus.yml`. Standard library alone: it runs on a
machine that has nothing else. Ends with a sentence and 1 if that does not come true within 90 s.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

PATIENCE_S = 90  # a scrape and an evaluation every 15 s
EXPECTED = {
    "b24-connector:8080",
    "onec-connector:8080",
    "mapper:8080",
    "stage-router:8080",
    "reconciler:8080",
    "rabbitmq:15692",
}


def main(url: str, rules: str) -> int:
    """Look until nothing is amiss."""
    shipped = sum(line.strip().startswith("- alert:") for line in Path(rules).read_text(encoding="utf-8").splitlines())
    deadline = time.monotonic() + PATIENCE_S
    while problem := _problem(url, shipped):
        if time.monotonic() > deadline:
            sys.stderr.write(f"{problem}\n")
            return 1
        time.sleep(1)
    sys.stdout.write(f"{shipped} rules\n")
    return 0


def _problem(url: str, shipped: int) -> str:
    try:
        targets = _ask(url, "targets")["activeTargets"]
        groups = _ask(url, "rules")["groups"]
        alertmanagers = _ask(url, "alertmanagers")["activeAlertmanagers"]
    except (URLError, OSError) as error:
        return f"Prometheus at {url} does not answer: {error}"
    down = {one["labels"]["instance"]: one["lastError"] or one["health"] for one in targets if one["health"] != "up"}
    if missing := EXPECTED - {one["labels"]["instance"] for one in targets}:
        return f"Prometheus does not look at {', '.join(sorted(missing))}"
    if down:
        return f"Prometheus does not see these up: {down}"
    rules = [rule for group in groups for rule in group["rules"] if rule["type"] == "alerting"]
    if len(rules) != shipped:
        return f"Prometheus has {len(rules)} of {shipped} rules"
    if unwell := {rule["name"]: rule.get("lastError", "") for rule in rules if rule["health"] != "ok"}:
        return f"rules that are not evaluated: {unwell}"
    return "" if alertmanagers else "Prometheus has found no Alertmanager"


def _ask(url: str, what: str) -> dict[str, Any]:
    with build_opener(ProxyHandler({})).open(f"{url}/api/v1/{what}", timeout=5) as answer:
        found: dict[str, Any] = json.load(answer)["data"]
    return found


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
