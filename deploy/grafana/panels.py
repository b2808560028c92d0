"""A panel, and a dashboard laid out from panels, as Grafana reads them.

Source: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
"""

# ruff: noqa: INP001 - a script and what it reads beside it, no package

import re
from collections.abc import Iterable, Mapping
from typing import Any

_SOURCE = {"type": "prometheus", "uid": "prometheus"}
_WIDTH = 24
_LAST = {"reduceOptions": {"calcs": ["lastNotNull"]}}
_OPTIONS = {
    "stat": {**_LAST, "colorMode": "value", "graphMode": "none"},
    "bargauge": {**_LAST, "orientation": "horizontal", "displayMode": "basic"},
}
_FIGURE = re.compile(r"\b((?:bus|process|rabbitmq)_\w+|up)(?:\{([^}]*)\})?")
_OURS, _BROKERS = 'customer="$customer"', 'customer=~"$customer|", vhost="$vhost"'
_VARIABLES = (
    ("customer", "Клиент", "label_values(up, customer)"),
    (
        "vhost",
        "Виртуальный хост брокера",
        'label_values(rabbitmq_detailed_queue_messages_ready{customer=~"$customer|"}, vhost)',
    ),
)
_SIZES = {"stat": (6, 4), "timeseries": (12, 8), "bargauge": (12, 10)}

Panel = dict[str, Any]


def panel(
    title: str,
    *targets: tuple[str, str],
    kind: str = "timeseries",
    unit: str = "short",
    text: str = "",
    words: Mapping[str, str] | None = None,
) -> Panel:
    """Describe one panel.

    Each expression shows the customer who is chosen above, and sums keep his label: nobody's are added to another's.

    Args:
        title: in Russian.
        targets: expression and legend of each line; a legend names a label as `{{label}}`.
        kind: `stat` a number, `timeseries` lines, `bargauge` bars.
        unit: `short`, `s`, `bytes`.
        text: what the reader is to know of it.
        words: Russian for the values of the label that the legend shows.
    """
    defaults: dict[str, Any] = {"unit": unit, "min": 0} | ({"decimals": 0} if kind == "bargauge" else {})
    described: Panel = {
        "type": kind,
        "title": title,
        "description": text,
        "datasource": _SOURCE,
        "fieldConfig": {"defaults": defaults, "overrides": [_renamed(*pair) for pair in (words or {}).items()]},
        "targets": [
            {"refId": "ABC"[place], "expr": apart(expression), "legendFormat": legend, "datasource": _SOURCE}
            for place, (expression, legend) in enumerate(targets)
        ],
    }
    return described | ({"options": _OPTIONS[kind]} if kind in _OPTIONS else {})


def apart(expression: str) -> str:
    """Return an expression for one customer alone, whose sums keep the label by which customers differ.

    A broker may serve several: its figures have the label `vhost`, and no `customer` of their own.
    """
    chosen = _FIGURE.sub(_of_one, expression)
    summed = re.sub(r"\b(sum|max|min)\(", r"\1 by () (", chosen)
    return re.sub(r"\bby \(", "by (customer, ", summed).replace("(customer, )", "(customer)")


def _of_one(figure: re.Match[str]) -> str:
    name, given = figure[1], figure[2]
    ours = _BROKERS if name.startswith("rabbitmq") else _OURS
    return f"{name}{{{', '.join(filter(None, (given, ours)))}}}"


def _variable(name: str, label: str, query: str) -> dict[str, Any]:
    """Describe a list to choose one value from; where there is none, the empty one fits."""
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": _SOURCE,
        "query": query,
        "refresh": 1,
        "sort": 1,
        "multi": False,
        "includeAll": False,
    }


def _renamed(value: str, word: str) -> dict[str, Any]:
    return {
        "matcher": {"id": "byName", "options": value},
        "properties": [{"id": "displayName", "value": word}],
    }


def board(name: str, title: str, *, hours: int, panels: Iterable[Panel]) -> dict[str, Any]:
    """Lay panels out in rows from left to right.

    Args:
        name: of the file and in the address, `dealbus-exchange`.
        title: in Russian.
        hours: shown at first.
        panels: in the order of reading; those of one row are of one height.
    """
    return {
        "uid": name,
        "title": title,
        "tags": ["dealbus"],
        "timezone": "browser",
        "schemaVersion": 39,
        "version": 1,
        "refresh": "30s",
        "time": {"from": f"now-{hours}h", "to": "now"},
        "editable": False,
        "templating": {"list": [_variable(*one) for one in _VARIABLES]},
        "panels": _placed(panels),
    }


def _placed(panels: Iterable[Panel]) -> list[Panel]:
    placed: list[Panel] = []
    x = y = height = 0
    for number, one in enumerate(panels, start=1):
        w, h = _SIZES[one["type"]]
        if x + w > _WIDTH:
            x, y = 0, y + height
        placed.append({"id": number, **one, "gridPos": {"x": x, "y": y, "w": w, "h": h}})
        x, height = x + w, h
    return placed


def quantile(share: float, metric: str, *, by: str = "", over: str = "rate", window: str = "10m") -> str:
    """Return the expression of a histogram's quantile, by labels or of all together."""
    labels = f"{by}, le" if by else "le"
    return f"histogram_quantile({share}, sum by ({labels}) ({over}({metric}_bucket[{window}])))"
