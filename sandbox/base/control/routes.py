"""The routes of the base's control interface, by which tests and the demo stand for people; no authentication."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.base import memory, printed, states
from sandbox.base.control import directories, merging, orders, partners, persons, pricing, requests
from sandbox.base.control.orders import Action, Body
from sandbox.base.faults import ODataFault
from sandbox.base.infobase import Row
from sandbox.base.web.faults import PlannedFault
from sandbox.base.web.server import LOCKED, Publication
from sandbox.base.web.sessions import Sessions
from sandbox.stored import pack


def application(publication: Publication, plant: Callable[[], None]) -> Starlette:
    """Build the control interface of the simulated base.

    Args:
        publication: what is controlled
        plant: fills a cleared base anew

    """

    def reset(_: Publication, _path: dict[str, str], _body: Body) -> Row:
        publication.base.clear()
        publication.plan.clear()
        publication.locked, publication.sessions = "", Sessions()
        _reset_stats(publication, {}, {})
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


def _switches(publication: Publication, _: dict[str, str], body: Body) -> Row:
    switches = publication.base.switches
    changed = type(switches).model_validate(switches.model_dump() | body)
    for name in body:
        setattr(switches, name, getattr(changed, name))
    publication.base.apply()
    return switches.model_dump(mode="json")


def _faults(publication: Publication, _: dict[str, str], body: Body) -> Row:
    if "faults" in body:
        publication.plan[:] = [PlannedFault.model_validate(one) for one in body["faults"]]
    else:
        publication.plan.append(PlannedFault.model_validate(body))
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
    *orders.ACTIONS,
    (
        "POST",
        "items",
        lambda publication, _, body: directories.item(publication.base, requests.ItemRequest.model_validate(body)),
    ),
    ("POST", "items/{guid}/delete", _delete_item),
    ("GET", "items/{guid}", lambda publication, path, _: directories.item_card(publication.base, path["guid"])),
    (
        "POST",
        "item_kinds",
        lambda publication, _, body: directories.item_kind(
            publication.base, requests.ItemKindRequest.model_validate(body)
        ),
    ),
    (
        "POST",
        "price_kinds",
        lambda publication, _, body: pricing.price_kind(
            publication.base, requests.PriceKindRequest.model_validate(body)
        ),
    ),
    (
        "POST",
        "prices",
        lambda publication, _, body: pricing.price_document(
            publication.base, requests.PriceDocumentRequest.model_validate(body)
        ),
    ),
    (
        "POST",
        "prices/fill",
        lambda publication, _, body: asdict(
            pricing.filled(publication.base, requests.FillRequest.model_validate(body))
        ),
    ),
    (
        "POST",
        "objects",
        lambda publication, _, body: directories.written(publication.base, requests.ObjectRequest.model_validate(body)),
    ),
    (
        "POST",
        "characteristics",
        lambda publication, _, body: directories.characteristic(
            publication.base, requests.CharacteristicRequest.model_validate(body)
        ),
    ),
    (
        "POST",
        "item_groups",
        lambda publication, _, body: directories.item_group(
            publication.base, requests.ItemGroupRequest.model_validate(body)
        ),
    ),
    (
        "POST",
        "partners",
        lambda publication, _, body: partners.partner(publication.base, requests.PartnerRequest.model_validate(body)),
    ),
    (
        "GET",
        "legal_entities/{guid}/printed",
        lambda publication, path, _: printed.legal_entity(publication.base, path["guid"], path.get("on")),
    ),
    (
        "POST",
        "persons",
        lambda publication, _, body: persons.person(publication.base, requests.PersonRequest.model_validate(body)),
    ),
    (
        "POST",
        "agreements",
        lambda publication, _, body: directories.agreement(
            publication.base, requests.AgreementRequest.model_validate(body)
        ),
    ),
    (
        "POST",
        "merge",
        lambda publication, _, body: merging.merge(publication.base, requests.MergeRequest.model_validate(body)),
    ),
    ("POST", "users/{guid}", _user),
    ("POST", "clock", _clock),
    ("GET", "clock", _clock),
]
