"""Alerts are tried against made-up figures by Prometheus' own tool, and each has a page for the administrator."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from sandbox.stack.installing import find_or_install_prometheus

ROOT = Path(__file__).parents[3]
WATCHED = ROOT / "deploy" / "prometheus"
RULES = yaml.safe_load((WATCHED / "alerts" / "dealbus.yml").read_text())["groups"][0]["rules"]
TESTS = ("dealbus_test.yml", "dealbus_days_test.yml", "dealbus_customers_test.yml")
TRIED = [test for name in TESTS for test in yaml.safe_load((WATCHED / "alerts" / name).read_text())["tests"]]


def program(name: str) -> Path:
    if not shutil.which(name) and (os.geteuid() != 0 or not shutil.which("apt-get")):
        pytest.skip(f"no {name}, and without root and apt there is no way to install it")
    return find_or_install_prometheus(name)[name]


@pytest.fixture(scope="module")
def promtool() -> Path:
    return program("promtool")


@pytest.fixture(scope="module")
def amtool() -> Path:
    return program("amtool")


def told(program: Path, *arguments: str) -> str:
    run = subprocess.run([program, *arguments], cwd=WATCHED / "alerts", capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def test_the_configuration_of_prometheus_is_valid(promtool):
    assert "SUCCESS" in told(promtool, "check", "config", "../prometheus.yml")


def test_the_configuration_of_alertmanager_is_valid(amtool):
    assert "SUCCESS" in told(amtool, "check-config", "../alertmanager.yml")


def test_an_alert_that_is_silenced_by_another_exists():
    named = {rule["alert"] for rule in RULES}
    rules = yaml.safe_load((WATCHED / "alertmanager.yml").read_text())["inhibit_rules"]
    matchers = " ".join(text for rule in rules for text in rule["source_matchers"] + rule["target_matchers"])

    assert set(re.findall(r"[A-Z][A-Za-z]+", matchers)) <= named


@pytest.mark.parametrize("file", ["alertmanager.yml", "alertmanager.email.yml"])
def test_an_alert_silences_those_of_its_own_customer_alone(file):
    rules = yaml.safe_load((WATCHED / file).read_text())["inhibit_rules"]
    others = [rule for rule in rules if "customer" not in rule.get("equal", [])]

    assert [rule["source_matchers"] for rule in others] == [["alertname = BrokerAway", 'customer = ""']]


def test_alerts_fire_and_stay_silent_as_their_tests_say(promtool):
    assert "SUCCESS" in told(promtool, "test", "rules", *TESTS)


@pytest.mark.parametrize("alert", [rule["alert"] for rule in RULES])
def test_an_alert_is_tried_both_ways(alert):
    cases = [case for test in TRIED for case in test["alert_rule_test"] if case["alertname"] == alert]

    assert any(case["exp_alerts"] for case in cases)
    assert alert == "BrokerAway" or any(not case["exp_alerts"] for case in cases)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_has_a_page_that_says_what_to_do(rule):
    page = (ROOT / rule["annotations"]["runbook"]).read_text()

    assert page.startswith(f"# {rule['alert']}: ")
    assert [line for line in page.splitlines() if line.startswith("## ")] == ["## Посмотреть", "## Сделать"]


def test_no_page_is_left_of_an_alert_that_is_gone():
    pages = {page.stem for page in (ROOT / "docs" / "runbook").glob("*.md")}

    assert pages == {rule["alert"] for rule in RULES}
