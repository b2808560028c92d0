"""Dashboards are files that Grafana loads at start."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
import yaml

from services.console.preview.foreseen import Would
from services.mapper import metrics
from tests.contract.monitoring.test_alerts import program, told

ROOT = Path(__file__).parents[3]
GRAFANA = ROOT / "deploy" / "grafana"
BOARDS = sorted((GRAFANA / "dashboards").glob("*.json"))


@pytest.fixture(params=BOARDS, ids=lambda path: path.stem)
def board(request) -> dict:
    return json.loads(request.param.read_text())


def test_there_is_one_for_the_administrator_one_for_the_head_of_sales_one_for_the_engineer_and_one_for_the_shadow():
    titles = {json.loads(path.read_text())["title"] for path in BOARDS}

    assert titles == {
        "Обмен: для администратора",
        "Обмен: для руководителя отдела продаж",
        "Брокер и сервисы: для инженера",
        "Тень: что сделал бы обмен",
    }


def test_one_customer_is_chosen_and_a_broker_that_serves_several_by_its_virtual_host(board):
    variables = {one["name"]: one for one in board["templating"]["list"]}

    assert list(variables) == ["customer", "vhost"]
    assert not any(one["multi"] or one["includeAll"] for one in variables.values())


def test_no_figure_of_one_customer_is_added_to_anothers(board):
    drawn = [target["expr"] for panel in board["panels"] for target in panel["targets"]]

    for expression in drawn:
        figures = re.findall(r"\b(?:bus|process|rabbitmq)_\w+[^)]?|\bup\b.?", expression)
        chosen = re.findall(r'customer="\$customer"|customer=~"\$customer\|", vhost="\$vhost"', expression)
        assert figures, expression
        assert len(chosen) == len(figures), expression
        for summed in re.findall(r"\b(?:sum|max|min|avg|count)\b(.{0,13})", expression):
            assert summed.startswith(" by (customer"), expression


@pytest.mark.parametrize(("chosen", "value"), [("acme", 3), ("bolt", 40), ("", 500)])
def test_a_dashboard_shows_the_chosen_customer_alone(tmp_path, chosen, value):
    (expression,) = {
        target["expr"].replace("$customer", chosen)
        for path in BOARDS
        for panel in json.loads(path.read_text())["panels"]
        if panel["title"] == "Сделки стоят сейчас, по причинам"
        for target in panel["targets"]
    }
    customers = {"acme": 3, "bolt": 40, "": 500}
    labels = f'{{customer="{chosen}", reason="item"}}' if chosen else '{reason="item"}'
    series = [
        {"series": f'bus_standing_deals{{customer="{name}", reason="item", instance="m"}}', "values": f"{count}x5"}
        for name, count in customers.items()
    ]
    tried = {"expr": expression, "eval_time": "5m", "exp_samples": [{"labels": labels, "value": value}]}
    file = tmp_path / "chosen.yml"
    file.write_text(
        yaml.safe_dump({"tests": [{"interval": "1m", "input_series": series, "promql_expr_test": [tried]}]})
    )

    assert "SUCCESS" in told(program("promtool"), "test", "rules", str(file))


def test_every_panel_asks_the_provisioned_prometheus(board):
    (source,) = yaml.safe_load((GRAFANA / "provisioning" / "datasources" / "prometheus.yml").read_text())["datasources"]

    assert {target["datasource"]["uid"] for panel in board["panels"] for target in panel["targets"]} == {source["uid"]}


def test_panels_are_titled_in_russian_and_stand_beside_one_another(board):
    places = [tuple(panel["gridPos"][side] for side in "xywh") for panel in board["panels"]]

    assert all(re.search("[А-Яа-я]", panel["title"]) for panel in board["panels"])
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    for number, (x, y, w, h) in enumerate(places):
        assert x + w <= 24
        assert not any(x < x2 + w2 and x2 < x + w and y < y2 + h2 and y2 < y + h for x2, y2, w2, h2 in places[:number])


def test_the_files_are_what_the_program_writes(tmp_path):
    subprocess.run([sys.executable, GRAFANA / "boards.py", tmp_path], check=True)

    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_text() for path in BOARDS}


def test_every_reason_and_kind_that_is_counted_has_a_russian_word():
    words = runpy.run_path(str(GRAFANA / "words.py"))

    assert set(words["REASONS"]) == {reason for reasons in metrics.REASONS.values() for reason in reasons} | {"other"}
    assert set(words["KINDS"]) == set(metrics.KINDS)
    assert set(words["WOULD"]) == {one for kinds in get_args(Would) for one in (get_args(kinds) or (kinds,))}


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "runbook").glob("*.md")), ids=lambda path: path.stem)
def test_a_panel_that_a_page_sends_to_is_there(page):
    titles = {panel["title"] for path in BOARDS for panel in json.loads(path.read_text())["panels"]}
    lines = [line for line in page.read_text().splitlines() if re.match(r"\* Панел[ьи] «", line)]

    assert {name for line in lines for name in re.findall("«([^»]+)»", line)} <= titles
