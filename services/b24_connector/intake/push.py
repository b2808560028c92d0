"""`POST /b24/events`: the portal's outgoing webhook; each event becomes the hints that it calls for.

The portal never repeats an event, so it is answered only after the broker has confirmed; while the broker is away the
answer is 503 and the sweep looks again from its old cursor.

Source: https://apidocs.bitrix24.ru/api-reference/events/index.html
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import Request
from starlette.routing import Route

from services.b24_connector.intake.bursts import Bursts
from services.b24_connector.memory.deal import DealStore
from shared.bus.publish import Publish
from shared.messages.ring.facts import CompanyTouched, ContactTouched, DealTouched, OrderTouched
from shared.messages.things import Ref
from shared.process.push import EventRefused, body_of, is_same, push_route

BODY_LIMIT = 64 * 1024
FIELDS_LIMIT = 200
_ID = re.compile("[0-9]{1,18}")
_TOKEN = re.compile(rb"(?:^|&)auth(?:\[|%5B)application_token(?:\]|%5D)=([^&]{1,200})(?:&|$)", re.IGNORECASE)
PATH = "/b24/events"
DEAL_EVENTS = frozenset({"ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE", "ONCRMDEALMOVETOCATEGORY"})
PARTY_EVENTS: Mapping[str, Literal["company", "contact"]] = {
    "ONCRMCOMPANYADD": "company",
    "ONCRMCOMPANYUPDATE": "company",
    "ONCRMCONTACTADD": "contact",
    "ONCRMCONTACTUPDATE": "contact",
}
CORRECTED = "ONCRMREQUISITEUPDATE"
REQUISITE_EVENTS = frozenset(
    {
        *("ONCRMREQUISITEADD", CORRECTED, "ONCRMBANKDETAILADD", "ONCRMBANKDETAILUPDATE"),
        *("ONCRMADDRESSREGISTER", "CATALOG.PRODUCT.ON.ADD", "CATALOG.PRODUCT.ON.UPDATE"),
    }
)
COMPANY_EVENTS = frozenset({"ONCRMCOMPANYADD", "ONCRMCOMPANYUPDATE", "ONCRMCOMPANYDELETE"})
CONTACT_EVENTS = frozenset({"ONCRMCONTACTADD", "ONCRMCONTACTUPDATE", "ONCRMCONTACTDELETE"})
PART_EVENTS: Mapping[str, str] = {
    **{f"ONCRMREQUISITE{verb}": "requisite" for verb in ("ADD", "UPDATE", "DELETE")},
    **{f"ONCRMBANKDETAIL{verb}": "bankdetail" for verb in ("ADD", "UPDATE", "DELETE")},
}
ADDRESS_EVENTS = frozenset({"ONCRMADDRESSREGISTER", "ONCRMADDRESSUNREGISTER"})
WITH_ID = DEAL_EVENTS | PARTY_EVENTS.keys() | {CORRECTED}
_OF_OTHERS = "Токен другой: запишите токен исходящего вебхука в DEALBUS_B24_APPLICATION_TOKEN."
_OF_ANOTHER = "Событие другого портала: исправьте DEALBUS_B24_MEMBER_ID или адрес в его исходящем вебхуке."


@dataclass(frozen=True)
class Event:
    """An event of the portal after its form was read.

    Args:
        name: as the portal spells it.
        id: of what it is about; an address has none.
        requisite: of an address, whose it is.
    """

    name: str
    id: str
    requisite: str = ""

    def company_touch(self) -> CompanyTouched | None:
        """Return an event's hint for the company directory; of a part of a company its company is found later."""
        kind, id_ = PART_EVENTS.get(self.name, "company" if self.name in COMPANY_EVENTS else ""), self.id
        if self.name in ADDRESS_EVENTS:
            kind, id_ = "requisite", self.requisite
        if not kind or not _ID.fullmatch(id_):
            return None
        return CompanyTouched(ref=Ref(system="b24", kind=kind, id=id_), gone=self.name == "ONCRMCOMPANYDELETE")

    def contact_touch(self) -> ContactTouched | None:
        """Return an event's hint for the contact directory; a company's card changes its contacts too."""
        kind = "contact" if self.name in CONTACT_EVENTS else "company" if self.name in COMPANY_EVENTS else ""
        if not kind or not _ID.fullmatch(self.id):
            return None
        return ContactTouched(ref=Ref(system="b24", kind=kind, id=self.id), gone=self.name == "ONCRMCONTACTDELETE")


class DealPush:
    """Accepts the portal's events by HTTP.

    Args:
        publish: the bus; returns after the broker's confirm.
        store: knows which deals wait for a company or contact.
        token: the outgoing webhook's `application_token`; empty: every event is refused.
        member_id: the portal's identity; empty: not compared.
        missed: called when an event could not be published.
        directories: those that are read, `companies` and `contacts`.

    Attributes:
        heard: called when an event was let in.
        refused: called with the reason when one with another token, or of another portal, was not.
    """

    def __init__(
        self,
        publish: Publish,
        store: DealStore,
        *,
        token: str,
        member_id: str,
        missed: Callable[[], None],
        directories: Collection[str] = (),
    ) -> None:
        self._publish = publish
        self._store = store
        self._token = token
        self._member_id = member_id
        self._missed = missed
        self._directories = directories
        self.heard: Callable[[], None] = lambda: None
        self.refused: Callable[[str], None] = lambda _: None
        self.bursts = Bursts(missed)

    @property
    def route(self) -> Route:
        """The HTTP route of the portal's events."""
        return push_route(PATH, self._take, system="b24", looks="обход портала", missed=self._missed)

    async def _take(self, request: Request) -> str:
        body = await body_of(request, BODY_LIMIT)  # the portal's token is a part of the body
        self._authorise(body)
        form = _read(body)
        if self._member_id and not is_same(form.get("auth[member_id]", ""), self._member_id):
            self.refused(_OF_ANOTHER)
            raise EventRefused(403, _OF_ANOTHER)
        self.heard()
        return await self._pass_on(_event(form))

    def _authorise(self, body: bytes) -> None:
        """Check the token of the portal's event before its form is read, so that strangers cost little."""
        if not self._token:
            raise EventRefused(403, "Токен исходящего вебхука не задан: запишите его в DEALBUS_B24_APPLICATION_TOKEN.")
        given = _TOKEN.search(body)
        if not is_same(unquote_plus(given[1].decode("ascii", "replace")) if given else "", self._token):
            if given:  # whoever sends none is no portal
                self.refused(_OF_OTHERS)
            raise EventRefused(403, _OF_OTHERS)

    async def _pass_on(self, event: Event) -> Literal["taken", "unknown"]:
        """Publish the hints that an event of the portal calls for."""
        company = event.company_touch() if "companies" in self._directories else None
        contact = event.contact_touch() if "contacts" in self._directories else None
        touches = [one for one in (company, contact) if one is not None]
        if touches:
            await self._publish(*touches)
        if event.name in DEAL_EVENTS:
            await self._publish(_touch(event.id, gone=event.name == "ONCRMDEALDELETE"))
            return "taken"
        if event.name in PARTY_EVENTS:
            await self._look_at_waiting({f"fields.{PARTY_EVENTS[event.name]}": event.id})
            return "taken"
        if event.name in REQUISITE_EVENTS:
            await self._look_at_waiting({})
            if event.name == CORRECTED:
                where = {"fields.requisite.id": event.id}
                await self.bursts.ask(f"open {where}", lambda: self._touch_open(where))
            return "taken"
        return "taken" if touches else "unknown"

    async def _look_at_waiting(self, where: Mapping[str, Any]) -> None:
        await self.bursts.ask(f"waiting {where}", lambda: self._touch_waiting(where))
        await self.bursts.ask("unsettled", self._touch_unsettled)

    async def _touch_waiting(self, where: Mapping[str, Any]) -> int:
        """Publish hints, after an event of a card, for the deals that wait for a detail of it."""
        return await self._touch_deals({"fields.waiting": True, **where})

    async def _touch_unsettled(self) -> int:
        """Publish hints for orders whose client a person had to settle: this card may be what he has changed."""
        touched = 0
        async for entity in self._store.listing({"fields.unsettled": True}):
            if order := entity.fields.get("refused_upsert"):
                await self._publish(OrderTouched(ref=Ref(system="onec", kind="order", id=order), force=True))
                touched += 1
        return touched

    async def _touch_open(self, where: Mapping[str, Any]) -> int:
        """Publish hints for open deals of a client whose requisite was corrected: they get no event."""
        return await self._touch_deals({"fields.closed": {"$ne": True}, **where})

    async def _touch_deals(self, where: Mapping[str, Any]) -> int:
        touched = 0
        async for entity in self._store.listing(where):
            if entity.ref:
                await self._publish(_touch(entity.ref))
                touched += 1
        return touched


def _touch(deal: str, *, gone: bool = False) -> DealTouched:
    return DealTouched(ref=Ref(system="b24", kind="deal", id=deal), gone=gone)


def _read(body: bytes) -> Mapping[str, str]:
    """Read the form of the portal's event; of a field that comes twice the last one counts, as in PHP."""
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_LIMIT))
    except UnicodeDecodeError as error:
        raise EventRefused(400, "Тело запроса не в UTF-8: событий в нём не прочесть.") from error
    except ValueError as error:
        raise EventRefused(400, "Тело запроса не форма: событий в нём не прочесть.") from error


def _event(form: Mapping[str, str]) -> Event:
    name, id_ = form.get("event", "").upper(), form.get("data[FIELDS][ID]", "")
    if not name:
        raise EventRefused(400, "В запросе нет поля event: это не событие портала.")
    if name in WITH_ID and not _ID.fullmatch(id_):
        raise EventRefused(400, "В событии нет номера записи, data[FIELDS][ID].")
    is_address = form.get("data[FIELDS][ENTITY_TYPE_ID]") == "8"
    return Event(name, _plain(id_), _plain(form.get("data[FIELDS][ENTITY_ID]", "")) if is_address else "")


def _plain(id_: str) -> str:
    """Return an event's id as the portal spells it: it takes 007 for 7, which would become another deal."""
    return str(int(id_)) if _ID.fullmatch(id_) else id_
