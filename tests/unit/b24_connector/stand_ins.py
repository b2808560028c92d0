"""A portal in memory, for the connector's handlers."""

# ruff: noqa: ARG002 - the signatures are those of what they stand for

import contextlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from services.b24_connector.portal import PortalAnswer, PortalMissing, PortalRefusal
from services.b24_connector.portal.errors import PortalFault
from services.b24_connector.reference.requisites import Presets
from services.b24_connector.vocabulary.names import DealFields
from shared.bus.errors import DoubtfulWrite
from shared.messages.things import Ref
from tests.unit.b24_connector.stores import START


def deal_row(deal="41", **words):
    row = {"id": deal, "categoryId": 0, "stageId": "PREPARATION", "stageSemanticId": "P", "opportunity": 100}
    return row | {"title": "Болты", "currencyId": "RUB", "updatedTime": "2026-01-01T12:00:00+00:00"} | words


def refused(text="нельзя", method="crm.item.update"):
    return PortalRefusal(PortalFault(method, "100", text))


@dataclass
class PortalInMemory:
    """Answers by method; a function of the parameters may stand for an answer, an exception is raised.

    `lost` names methods whose next call is carried out and whose answer nobody gets.
    """

    deals: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    lost: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    history: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    rows: dict = field(default_factory=lambda: defaultdict(list))
    origin: str = "https://portal.example"
    now: datetime = START

    def do_without(self, method):
        pass

    def visit(self):
        return contextlib.nullcontext()

    def aside(self):
        return self

    async def call(self, method, params, *, write=False):
        self.calls.append((method, params))
        result = self._answer(method, params)
        if isinstance(result, Exception):
            raise result
        if method in self.lost:
            self.lost.remove(method)
            raise DoubtfulWrite(method)
        return PortalAnswer(result)

    async def alone(self, method, params, *, write=False):
        return await self.call(method, params, write=write)

    async def chain(self, commands, *, write=True):
        found = []
        for method, params in commands:
            self.calls.append((method, params))
            result = self._answer(method, params)
            found.append(result if isinstance(result, Exception) else PortalAnswer(result))
        for method, _ in commands:
            if method in self.lost:
                self.lost.remove(method)
                raise DoubtfulWrite(method)
        return found

    async def gather(self, kind, parent):
        if kind.method == "crm.item.list" and kind.params([parent])["entityTypeId"] == 2:
            return [dict(self.deals[parent])] if parent in self.deals else []
        return self.rows[kind.method, parent]

    async def pages(self, method, params, *, rows):
        return rows(self._answer(method, params))

    def _answer(self, method, params):
        if method in self.answers:
            answer = self.answers[method]
            answer = answer.pop(0) if isinstance(answer, list) else answer
            if answer is not None:
                return answer(params) if isinstance(answer, Callable) else answer
        own = getattr(self, "_" + method.replace(".", "_"), None)
        return own(params) if own else []

    def _crm_item_update(self, params):
        deal = self.deals[params["id"]]
        stage = params["fields"].get("stageId")
        if stage and stage != deal["stageId"]:
            self.history.insert(0, {"OWNER_ID": params["id"], "STAGE_ID": stage})
        deal.update(params["fields"])
        return {"item": dict(deal)}

    def _crm_item_get(self, params):
        if params["id"] not in self.deals:
            return PortalMissing(PortalFault("crm.item.get", "NOT_FOUND", "Not found"))
        return {"item": dict(self.deals[params["id"]])}

    def _crm_item_add(self, params):
        kind, number = params["entityTypeId"], str(len(self.deals) + 41)
        if kind != 2:
            return {"item": {"id": number}}
        self.deals[number] = deal_row(number, opportunity=0) | params["fields"]
        return {"item": dict(self.deals[number])}

    def _crm_requisite_add(self, params):
        return 27

    def _crm_item_productrow_set(self, params):
        deal = params["ownerId"]
        rows = [{**row, "id": number, "ownerId": deal} for number, row in enumerate(params["productRows"])]
        self.rows["crm.item.productrow.list", deal] = rows
        self.deals[deal]["opportunity"] = sum(Decimal(row["price"]) * Decimal(row["quantity"]) for row in rows)
        return {"productRows": rows}

    def _crm_item_productrow_list(self, params):
        return {"productRows": self.rows["crm.item.productrow.list", params["filter"]["=ownerId"]]}

    def _crm_stagehistory_list(self, params):
        return {"items": list(self.history)}

    def _crm_timeline_comment_add(self, params):
        self.comments.append(params["fields"]["COMMENT"])
        return len(self.comments)

    def _crm_timeline_comment_get(self, params):
        return {"ID": params["id"], "COMMENT": self.comments[int(params["id"]) - 1]}

    def _crm_timeline_comment_update(self, params):
        self.comments[int(params["id"]) - 1] = params["fields"]["COMMENT"]
        return True

    def _crm_timeline_comment_list(self, params):
        return [{"ID": str(number), "COMMENT": text} for number, text in enumerate(self.comments)]


class DirectoryInMemory:
    """What the handlers ask of the directory."""

    fields = DealFields({"paid": "ufPaid", "state": "ufState", "number": "ufNumber"})
    presets = Presets()

    def __init__(self, users=()):
        self._users = {one.ref.id: one for one in users}

    def stage_name(self, stage):
        return stage.title()

    def is_withdrawn(self, stage):
        return stage.endswith(":D")

    async def preset(self, identity):
        return self.presets.of(identity)

    async def learn(self, item):
        pass

    async def user(self, identity):
        return self._users.get(identity)

    async def user_by_email(self, email):
        return next((one for one in self._users.values() if one.email == email), None)

    async def product(self, identity):
        return None

    product_anew = product

    async def product_by_code(self, code):
        return None


class Published(list):
    """What was published; `broken` is raised instead, once."""

    def __init__(self, broken=None):
        super().__init__()
        self.broken = broken

    async def __call__(self, *messages, cause=None):
        if self.broken:
            broken, self.broken = self.broken, None
            raise broken
        self.extend(messages)


def deal_ref(deal="41"):
    return Ref(system="b24", kind="deal", id=deal)
