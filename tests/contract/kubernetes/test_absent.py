"""Two customers in one cluster, a namespace each: what one has lost is told of that one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.contract.kubernetes.manifests import of_kind
from tests.contract.kubernetes.test_scraping import scrapes
from tests.contract.monitoring.test_alerts import program, told

SERVICES = ("b24-connector", "onec-connector", "mapper", "stage-router", "reconciler")
GONE = "1x5 stale"
STAYS = "1x60"
CUSTOMER = {"targetLabel": "customer", "sourceLabels": ["__meta_kubernetes_namespace"]}


def up(customer: str, service: str, values: str, job: str = "dealbus") -> dict[str, str]:
    return {"series": f'up{{job="{job}", service="{service}", customer="{customer}"}}', "values": values}


def broker(customer: str, values: str) -> dict[str, str]:
    return up(customer, "dealbus-broker", values, job="rabbitmq")


def alert(name: str, said: str, **labels: str) -> dict[str, Any]:
    page = f"docs/runbook/{name}.md"
    return {
        "exp_labels": {"severity": "page", **labels},
        "exp_annotations": {"summary": said, "runbook": page, "runbook_url": page},
    }


def expected(tmp_path: Path, series: list[dict[str, str]], alerts: Mapping[str, list[dict[str, Any]]]) -> str:
    rules = of_kind("production", "PrometheusRule")["dealbus-absent"]["spec"]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump(rules, allow_unicode=True))
    tried = [{"eval_time": "40m", "alertname": name, "exp_alerts": found} for name, found in alerts.items()]
    test = {"interval": "1m", "input_series": series, "alert_rule_test": tried}
    file = tmp_path / "absent_test.yml"
    file.write_text(yaml.safe_dump({"rule_files": ["rules.yml"], "tests": [test]}, allow_unicode=True))
    return told(program("promtool"), "test", "rules", str(file))


def test_a_service_and_a_broker_that_left_with_their_last_pod_are_missed_at_their_customer(tmp_path: Path) -> None:
    lost = [up("acme", one, GONE if one == "mapper" else STAYS) for one in SERVICES]
    whole = [up("beta", one, STAYS) for one in SERVICES]
    alerts = {
        "ServiceDown": [alert("ServiceDown", "Ни одного экземпляра mapper", customer="acme", service="mapper")],
        "BrokerAway": [alert("BrokerAway", "Ни одного узла RabbitMQ", customer="acme")],
    }

    assert "SUCCESS" in expected(tmp_path, [*lost, *whole, broker("acme", GONE), broker("beta", STAYS)], alerts)


def test_a_customer_of_whom_nothing_is_left_is_still_missed(tmp_path: Path) -> None:
    series = [up("acme", one, GONE) for one in SERVICES] + [up("beta", one, STAYS) for one in SERVICES]
    missed = [alert("ServiceDown", f"Ни одного экземпляра {one}", customer="acme", service=one) for one in SERVICES]
    away = [alert("BrokerAway", "Ни одного узла RabbitMQ", customer="acme")]

    both = {"ServiceDown": missed, "BrokerAway": away}
    assert "SUCCESS" in expected(tmp_path, [*series, broker("acme", GONE), broker("beta", STAYS)], both)


def test_a_service_that_never_came_up_is_missed_and_a_whole_customer_is_not(tmp_path: Path) -> None:
    series = [up("acme", one, STAYS) for one in SERVICES[1:]] + [up("beta", one, STAYS) for one in SERVICES]
    missed = [alert("ServiceDown", "Ни одного экземпляра b24-connector", customer="acme", service="b24-connector")]

    both = {"ServiceDown": missed, "BrokerAway": []}
    assert "SUCCESS" in expected(tmp_path, [*series, broker("acme", STAYS), broker("beta", STAYS)], both)


def test_where_nothing_is_scraped_at_all_no_customer_is_known(tmp_path: Path) -> None:
    missed = [alert("ServiceDown", "Ни одного экземпляра сервисов обмена")]

    assert "SUCCESS" in expected(tmp_path, [], {"ServiceDown": missed})


def test_every_scrape_says_whose_it_is() -> None:
    assert [one["monitor"]["metadata"]["name"] for one in scrapes() if CUSTOMER not in one["relabelings"]] == []
