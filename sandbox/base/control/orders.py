"""What people do to orders of the simulated base, and how an order is shown by the control interface."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

from sandbox.base import form, payees, posting, settlements, states, supply
from sandbox.base.control import clerk, requests
from sandbox.base.faults import no_entity
from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects import order, order_state
from sandbox.base.web.server import Publication

Body = dict[str, Any]

Action = Callable[[Publication, dict[str, str], Body], Any]


def _document(publication: Publication, guid: str) -> Row:
    row = publication.base.get(order.SET, guid)
    if row is None:
        raise no_entity()
    return row


def _shown(publication: Publication, guid: str) -> Row:
    base, row = publication.base, _document(publication, guid)
    facts = base.facts[guid]
    return {
        "guid": guid,
        "document": row,
        "names": _names(base, row),
        "state": base.tables[order_state.SET].get((guid, states.DOCUMENT_TYPE)),
        "paid": facts.paid,
        "shipped": {str(code): quantity for code, quantity in facts.shipped.items()},
        "shipped_sum": facts.shipped_sum,
        "history": facts.history,
        "edits": facts.edits,
    }


def _names(base: Infobase, row: Row) -> dict[str, str]:
    """Return what people read in place of the references of an order's header and goods."""
    entity_set = base.schema[order.SET]
    goods = entity_set.parts_by_name["Товары"].properties
    wanted = [(one, row) for one in entity_set.properties if one.targets]
    wanted += [(one, line) for line in row["Товары"] for one in goods if one.targets]
    found = ((str(holder.get(one.name)), base.get(one.targets[0], str(holder.get(one.name)))) for one, holder in wanted)
    return {guid: str(target.get("Description") or "") for guid, target in found if target}


def _choices(publication: Publication, _: dict[str, str], _body: Body) -> Row:
    base = publication.base
    kept = {"clients": "Catalog_Партнеры", "items": "Catalog_Номенклатура"}
    return {
        word: [
            {"guid": row["Ref_Key"], "name": row["Description"]}
            for row in base.rows(name)
            if not row["DeletionMark"] and not row.get("IsFolder")
        ]
        for word, name in kept.items()
    }


def _orders(publication: Publication, _: dict[str, str], _body: Body) -> Row:
    base = publication.base
    found = []
    for row in base.rows(order.SET):
        state = base.tables[order_state.SET].get((row["Ref_Key"], states.DOCUMENT_TYPE)) or {}
        names = ("Number", "Date", "Posted", "DeletionMark", "Статус", "СуммаДокумента", "НомерПоДаннымКлиента")
        found.append(
            {"guid": row["Ref_Key"], "state": state.get("Состояние", ""), "client": _client(base, row)}
            | {name: row[name] for name in names}
            | {name: state.get(name, 0) for name in ("ПроцентОплаты", "ПроцентОтгрузки", "СуммаДолга")}
        )
    return {"orders": found}


def _client(base: Infobase, row: Row) -> str:
    partner = base.get("Catalog_Партнеры", row["Партнер_Key"])
    return str(partner["Description"]) if partner else ""


def _on_order(act: Callable[[Publication, str, Body], object]) -> Action:
    """Make an action of the control interface of something done to one order; the answer shows the order after it."""

    def run(publication: Publication, path: dict[str, str], body: Body) -> Row:
        _document(publication, path["guid"])
        found = act(publication, path["guid"], body)
        return found if isinstance(found, dict) else _shown(publication, path["guid"])

    return run


def _accounted(act: Callable[[Infobase, str], None]) -> Action:
    return _on_order(lambda publication, guid, _: act(publication.base, guid))


def _create(publication: Publication, _: dict[str, str], body: Body) -> Row:
    row = clerk.create(publication.base, requests.OrderRequest.model_validate(body))
    return _shown(publication, row["Ref_Key"])


def _edit(publication: Publication, guid: str, body: Body) -> None:
    clerk.edit(publication.base, guid, requests.EditRequest.model_validate(body))


def _pay(publication: Publication, guid: str, body: Body) -> None:
    asked, base = requests.PayRequest.model_validate(body), publication.base
    percent = Decimal(100) if asked.percent is None else asked.percent
    amount = settlements.share(base, guid, percent) if asked.amount is None else asked.amount
    settlements.pay(base, guid, amount)


def _ship(publication: Publication, guid: str, body: Body) -> None:
    asked, base = requests.ShipRequest.model_validate(body), publication.base
    left = settlements.quantities_of(base, guid, asked.percent or Decimal(100))
    if asked.rows is not None:
        left = {one.row: one.quantity or left[one.row] for one in asked.rows}
    settlements.ship(base, guid, left)


def _return(publication: Publication, guid: str, body: Body) -> None:
    asked, base = requests.ShipRequest.model_validate(body), publication.base
    back = {code: quantity * (asked.percent or 100) / 100 for code, quantity in base.facts[guid].shipped.items()}
    if asked.rows is not None:
        back = {one.row: one.quantity or back[one.row] for one in asked.rows}
    settlements.take_back(base, guid, back)


def _show_state(publication: Publication, guid: str, body: Body) -> None:
    states.show(publication.base, guid, None if body["state"] is None else str(body["state"]))


def _copy(publication: Publication, guid: str, _: Body) -> Row:
    return _shown(publication, clerk.copy(publication.base, guid)["Ref_Key"])


def _twins(publication: Publication, guid: str, body: Body) -> Row:
    made = clerk.twins(publication.base, guid, [str(one) for one in body["markers"]])
    return {"orders": [{"guid": row["Ref_Key"], "number": row["Number"]} for row in made]}


def _save_in_form(publication: Publication, guid: str, _: Body) -> Row:
    return {"complaints": form.complaints(publication.base, _document(publication, guid))}


def _invoice(publication: Publication, path: dict[str, str], _: Body) -> Row:
    return payees.invoice(publication.base, _document(publication, path["guid"]))


def _delete(publication: Publication, path: dict[str, str], _: Body) -> Row:
    """Delete an order of the simulated base for good, as the processing of marked objects does."""
    if _document(publication, path["guid"])["Posted"]:
        posting.unpost(publication.base, path["guid"])
    publication.base.delete(order.SET, (path["guid"],))
    return {"deleted": path["guid"]}


def _close(publication: Publication, guid: str, _: Body) -> None:
    _set_status(publication, guid, "Закрыт")


def _approve(publication: Publication, guid: str, _: Body) -> None:
    base = publication.base
    base.facts[guid].history.append({"at": base.clock.now().isoformat(), "event": "approve"})
    _set_status(publication, guid, "КОбеспечению")


def _set_status(publication: Publication, guid: str, status: str) -> None:
    row = deepcopy(_document(publication, guid)) | {"Статус": status}
    posting.write_and_post(publication.base, supply.follow_status(publication.base, row))


ACTIONS: list[tuple[str, str, Action]] = [
    ("GET", "orders", _orders),
    ("POST", "orders", _create),
    ("GET", "choices", _choices),
    ("GET", "orders/{guid}", lambda publication, path, _: _shown(publication, path["guid"])),
    ("GET", "orders/{guid}/invoice", _invoice),
    ("POST", "orders/{guid}/edit", _on_order(_edit)),
    ("POST", "orders/{guid}/pay", _on_order(_pay)),
    ("POST", "orders/{guid}/unpay", _accounted(settlements.unpay)),
    ("POST", "orders/{guid}/ship", _on_order(_ship)),
    ("POST", "orders/{guid}/hand_over", _accounted(settlements.hand_over)),
    ("POST", "orders/{guid}/return", _on_order(_return)),
    ("POST", "orders/{guid}/settle", _accounted(settlements.settle)),
    ("POST", "orders/{guid}/show_state", _on_order(_show_state)),
    ("POST", "orders/{guid}/post", _on_order(lambda publication, guid, _: bool(posting.post(publication.base, guid)))),
    (
        "POST",
        "orders/{guid}/unpost",
        _on_order(lambda publication, guid, _: bool(posting.unpost(publication.base, guid))),
    ),
    (
        "POST",
        "orders/{guid}/mark",
        _on_order(
            lambda publication, guid, body: bool(
                clerk.mark(publication.base, guid, marked=bool(body.get("marked", True)))
            )
        ),
    ),
    ("POST", "orders/{guid}/delete", _delete),
    ("POST", "orders/{guid}/close", _on_order(_close)),
    ("POST", "orders/{guid}/approve", _on_order(_approve)),
    ("POST", "orders/{guid}/copy", _on_order(_copy)),
    ("POST", "orders/{guid}/twins", _on_order(_twins)),
    ("POST", "orders/{guid}/save_in_form", _on_order(_save_in_form)),
]
