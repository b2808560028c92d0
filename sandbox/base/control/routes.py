"""The control interface: what tests and the demo do in place of people. No authentication, nothing is counted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.base import form, memory, posting, settlements, states
from sandbox.base.control import clerk, directories, requests
from sandbox.base.faults import ODataFault, no_entity
from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects import order, order_state
from sandbox.base.web.faults import Fault
from sandbox.base.web.server import LOCKED, Publication
from sandbox.base.web.sessions import Sessions
from sandbox.stored import pack

Body = dict[str, Any]
Action = Callable[[Publication, dict[str, str], Body], Any]
Model = TypeVar("Model", bound=BaseModel)


def application(publication: Publication, plant: Callable[[], None]) -> Starlette:
    """Build the control interface.

    Args:
        publication: what is controlled
        plant: fills a cleared base anew

    """

    def reset(_: Publication, _path: dict[str, str], _body: Body) -> Row:
        publication.base.clear()
        publication.plan.clear()
        publication.locked, publication.sessions = "", Sessions()
        plant()
        publication.base.apply()
        return {"ok": True}

    actions = [*ACTIONS, ("POST", "reset", reset)]
    return Starlette(routes=[_route(publication, *action) for action in actions])


def _route(publication: Publication, method: str, path: str, action: Action) -> Route:
    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        states.tick(publication.base)
        try:
            body = orjson.loads(raw) if raw else {}
            if not isinstance(body, dict):
                return _json({"error": "the body must be an object"}, 400)
            return _json(action(publication, dict(request.path_params) | dict(request.query_params), body))
        except (ValidationError, ValueError, KeyError) as error:
            return _json({"error": str(error)}, 400)
        except ODataFault as fault:
            reasons = publication.base.journal[-1:] if fault.code == -1 else []
            return _json({"error": fault.text, "journal": reasons}, 404 if fault.status == 404 else 409)

    return Route(f"/control/{path}", endpoint, methods=[method])


def _json(found: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(found, default=_plain), status, media_type="application/json")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else list(value)


def _asked(model: type[Model], body: Body) -> Model:
    return model.model_validate(body)


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
        "state": base.tables[order_state.SET].get((guid, states.DOCUMENT_TYPE)),
        "paid": facts.paid,
        "shipped": {str(code): quantity for code, quantity in facts.shipped.items()},
        "shipped_sum": facts.shipped_sum,
        "history": facts.history,
        "edits": facts.edits,
    }


def _orders(publication: Publication, _: dict[str, str], _body: Body) -> Row:
    base = publication.base
    found = []
    for row in base.rows(order.SET):
        state = base.tables[order_state.SET].get((row["Ref_Key"], states.DOCUMENT_TYPE)) or {}
        names = ("Number", "Date", "Posted", "DeletionMark", "Статус", "СуммаДокумента", "НомерПоДаннымКлиента")
        found.append(
            {"guid": row["Ref_Key"], "state": state.get("Состояние", "")}
            | {name: row[name] for name in names}
            | {name: state.get(name, 0) for name in ("ПроцентОплаты", "ПроцентОтгрузки", "СуммаДолга")}
        )
    return {"orders": found}


def _on_order(act: Callable[[Publication, str, Body], object]) -> Action:
    """Make an action of something done to one order; the answer shows the order after it."""

    def run(publication: Publication, path: dict[str, str], body: Body) -> Row:
        _document(publication, path["guid"])
        found = act(publication, path["guid"], body)
        return found if isinstance(found, dict) else _shown(publication, path["guid"])

    return run


def _accounted(act: Callable[[Infobase, str], None]) -> Action:
    return _on_order(lambda publication, guid, _: act(publication.base, guid))


def _create(publication: Publication, _: dict[str, str], body: Body) -> Row:
    row = clerk.create(publication.base, _asked(requests.OrderRequest, body))
    return _shown(publication, row["Ref_Key"])


def _edit(publication: Publication, guid: str, body: Body) -> None:
    clerk.edit(publication.base, guid, _asked(requests.EditRequest, body))


def _pay(publication: Publication, guid: str, body: Body) -> None:
    asked, base = _asked(requests.PayRequest, body), publication.base
    percent = Decimal(100) if asked.percent is None else asked.percent
    amount = settlements.share(base, guid, percent) if asked.amount is None else asked.amount
    settlements.pay(base, guid, amount)


def _ship(publication: Publication, guid: str, body: Body) -> None:
    asked, base = _asked(requests.ShipRequest, body), publication.base
    left = settlements.quantities_of(base, guid, asked.percent or Decimal(100))
    if asked.rows is not None:
        left = {one.row: one.quantity or left[one.row] for one in asked.rows}
    settlements.ship(base, guid, left)


def _return(publication: Publication, guid: str, body: Body) -> None:
    asked, base = _asked(requests.ShipRequest, body), publication.base
    back = {code: quantity * (asked.percent or 100) / 100 for code, quantity in base.facts[guid].shipped.items()}
    if asked.rows is not None:
        back = {one.row: one.quantity or back[one.row] for one in asked.rows}
    settlements.take_back(base, guid, back)


def _show_state(publication: Publication, guid: str, body: Body) -> None:
    states.show(publication.base, guid, str(body["state"]))


def _copy(publication: Publication, guid: str, _: Body) -> Row:
    return _shown(publication, clerk.copy(publication.base, guid)["Ref_Key"])


def _save_in_form(publication: Publication, guid: str, _: Body) -> Row:
    return {"complaints": form.complaints(publication.base, _document(publication, guid))}


def _close(publication: Publication, guid: str, _: Body) -> None:
    posting.write_and_post(publication.base, _document(publication, guid) | {"Статус": "Закрыт"})


def _approve(publication: Publication, guid: str, _: Body) -> None:
    base = publication.base
    base.facts[guid].history.append({"at": base.clock.now().isoformat(), "event": "approve"})
    posting.write_and_post(base, _document(publication, guid) | {"Статус": "КОбеспечению"})


def _switches(publication: Publication, _: dict[str, str], body: Body) -> Row:
    switches = publication.base.switches
    changed = type(switches).model_validate(switches.model_dump() | body)
    for name in body:
        setattr(switches, name, getattr(changed, name))
    publication.base.apply()
    return switches.model_dump(mode="json")


def _faults(publication: Publication, _: dict[str, str], body: Body) -> Row:
    if "faults" in body:
        publication.plan[:] = [Fault.model_validate(one) for one in body["faults"]]
    else:
        publication.plan.append(Fault.model_validate(body))
    return {"faults": [one.model_dump() for one in publication.plan]}


def _lock(publication: Publication, _: dict[str, str], body: Body) -> Row:
    publication.locked = str(body.get("text") or LOCKED)
    publication.sessions = Sessions()
    return {"locked": True}


def _unlock(publication: Publication, _: dict[str, str], _body: Body) -> Row:
    publication.locked = ""
    return {"locked": False}


def _stats(publication: Publication, _: dict[str, str], _body: Body) -> Row:
    held = len(publication.sessions.kept) + publication.sessions.passing
    sizes = {name: len(table) for name, table in publication.base.tables.items() if table}
    return {"counts": dict(publication.counts), "sessions": held, "rows": sizes}


def _reset_stats(publication: Publication, _: dict[str, str], _body: Body) -> Row:
    publication.counts.clear()
    publication.calls.clear()
    return {"ok": True}


def _calls(publication: Publication, path: dict[str, str], _: Body) -> Row:
    last = int(path.get("last", 1000))
    return {"calls": list(publication.calls)[-last:]}


def _user(publication: Publication, path: dict[str, str], body: Body) -> Row:
    values = dict(body)
    with contextlib.suppress(KeyError):
        values["Недействителен"] = not values.pop("active")
    row = directories.change(publication.base, "Catalog_Пользователи", path["guid"], values)
    return {"guid": row["Ref_Key"], "Description": row["Description"], "Недействителен": row["Недействителен"]}


def _clock(publication: Publication, _: dict[str, str], body: Body) -> Row:
    if "now" in body:
        publication.base.clock.set(datetime.fromisoformat(str(body["now"])).replace(tzinfo=None))
    return {"now": publication.base.clock.now().isoformat()}


def _delete_item(publication: Publication, path: dict[str, str], _: Body) -> Row:
    publication.base.delete(directories.ITEMS, (path["guid"],))
    return {"deleted": path["guid"]}


ACTIONS: list[tuple[str, str, Action]] = [
    ("GET", "stats", _stats),
    ("POST", "reset_stats", _reset_stats),
    ("GET", "state", lambda publication, _path, _body: pack(memory.saved(publication.base))),
    ("GET", "switches", _switches),
    ("POST", "switches", _switches),
    ("GET", "faults", lambda publication, _path, _body: {"faults": [one.model_dump() for one in publication.plan]}),
    ("POST", "faults", _faults),
    ("POST", "lock", _lock),
    ("POST", "unlock", _unlock),
    ("GET", "calls", _calls),
    ("GET", "journal", lambda publication, _path, _body: {"journal": publication.base.journal}),
    ("GET", "orders", _orders),
    ("POST", "orders", _create),
    ("GET", "orders/{guid}", lambda publication, path, _: _shown(publication, path["guid"])),
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
    ("POST", "orders/{guid}/close", _on_order(_close)),
    ("POST", "orders/{guid}/approve", _on_order(_approve)),
    ("POST", "orders/{guid}/copy", _on_order(_copy)),
    ("POST", "orders/{guid}/save_in_form", _on_order(_save_in_form)),
    (
        "POST",
        "items",
        lambda publication, _, body: directories.item(publication.base, _asked(requests.ItemRequest, body)),
    ),
    ("POST", "items/{guid}/delete", _delete_item),
    (
        "POST",
        "item_groups",
        lambda publication, _, body: directories.item_group(publication.base, _asked(requests.ItemGroupRequest, body)),
    ),
    (
        "POST",
        "partners",
        lambda publication, _, body: directories.partner(publication.base, _asked(requests.PartnerRequest, body)),
    ),
    (
        "POST",
        "agreements",
        lambda publication, _, body: directories.agreement(publication.base, _asked(requests.AgreementRequest, body)),
    ),
    ("POST", "users/{guid}", _user),
    ("POST", "clock", _clock),
    ("GET", "clock", _clock),
]
