"""Routes of the portal's control interface; nothing here counts as a request of the portal."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from sandbox.portal.control import cards, directory, invoices, parties
from sandbox.portal.control.endpoint import Work, endpoint_of
from sandbox.portal.control.recycle_bin import RESTORED, restored
from sandbox.portal.engine.events import APPLICATION_ONLY
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL
from sandbox.portal.engine.robots import Robot, Robots
from sandbox.portal.engine.state import Portal, Record
from sandbox.portal.engine.switches import PortalSwitches
from sandbox.portal.methods.items import find
from sandbox.portal.seed import furnish
from sandbox.portal.web.limits import OperatingTime, RateLimit
from sandbox.portal.web.server import Server, Stats
from sandbox.stored import pack

Fill = Callable[[Portal], None]


def _number(request: Request) -> int:
    return int(request.path_params["id"])


class ControlEndpoints:
    """The endpoints of the simulated portal's control interface, bound to one server."""

    def __init__(self, server: Server, fill: Fill) -> None:
        self._server = server
        self._fill = fill
        self._robots = Robots(server.portal, cards.edit)

    @property
    def _portal(self) -> Portal:
        return self._server.portal

    # Operation.

    def stats(self, _: Request, __: Record) -> Record:
        """Show the simulated portal's figures since the last reset: requests, commands, refusals."""
        deliveries = self._server.deliveries
        told = {name: getattr(deliveries, name) for name in ("sent", "failed", "lost", "waiting")}
        return self._server.stats.as_dict() | {"events": told}

    def reset_stats(self, _: Request, __: Record) -> Record:
        """Reset the simulated portal's figures of requests."""
        self._server.stats = Stats()
        deliveries = self._server.deliveries
        deliveries.sent = deliveries.failed = deliveries.lost = 0
        return {}

    def switches(self, request: Request, sent: Record) -> Record:
        """Show by the control interface the simulated portal's switches, or change some."""
        if request.method == "POST":
            plain = {key: float(value) if isinstance(value, Decimal) else value for key, value in sent.items()}
            self._portal.switches.change(plain)
        return self._portal.switches.as_dict()

    def faults(self, request: Request, sent: Record) -> Any:
        """Show by the control interface the faults ordered from the portal, order one, or call all off."""
        faults = self._server.faults
        if request.method == "DELETE":
            faults.waiting.clear()
        if request.method == "POST":
            faults.order({key: float(value) if isinstance(value, Decimal) else value for key, value in sent.items()})
        return [asdict(fault) for fault in faults.waiting]

    def webhooks(self, request: Request, sent: Record) -> Any:
        """Show by the control interface the portal's outgoing webhooks, register one, or remove all."""
        deliveries = self._server.deliveries
        if request.method == "DELETE":
            deliveries.handlers = [one for one in deliveries.handlers if one.application]
        if request.method == "POST":
            token = self._portal.options.application_token
            events = [str(name).upper() for name in sent["events"]]
            handler = deliveries.register(str(sent["url"]), events, application=False, token=token)
            never = [name for name in events if name.startswith(APPLICATION_ONLY)]
            return {"id": handler.number, "application_token": token, "never_sent": never}
        return [{"id": one.number, "url": one.url, "events": sorted(one.events)} for one in deliveries.handlers]

    def robots(self, request: Request, sent: Record) -> Any:
        """Show by the control interface the portal's automation rules, add one, or remove all."""
        rules = self._robots.rules
        if request.method == "DELETE":
            rules.clear()
        if request.method == "POST":
            rules.append(Robot(str(sent["stage"]), dict(sent["changes"]), int(sent.get("delay_ms") or 0)))
        return [asdict(one) for one in rules]

    def clock(self, _: Request, sent: Record) -> Record:
        """Move, stop or restart by the control interface the portal's clock: `advance`, `freeze`, `run`."""
        clock = self._portal.clock
        if "freeze" in sent:
            clock.freeze(None if sent["freeze"] is True else datetime.fromisoformat(sent["freeze"]))
        if sent.get("run"):
            clock.run()
        if sent.get("advance"):
            clock.advance(float(sent["advance"]))
        return {"now": clock.now()}

    def reset(self, _: Request, sent: Record) -> Record:
        """Have the portal forget everything by the control interface and start from the seed, or `empty`."""
        server, portal = self._server, self._portal
        portal.forget_everything()
        server.faults.waiting.clear()
        server.offline.records.rows.clear()
        if sent.get("switches"):
            portal.switches.change(PortalSwitches().as_dict())
        server.stats = Stats()
        server.rate = RateLimit(portal.clock, portal.switches)
        server.operating = OperatingTime(portal.clock, portal.switches)
        handlers, server.deliveries.handlers = server.deliveries.handlers, []
        furnish(portal)
        if not sent.get("empty"):
            self._fill(portal)
        server.deliveries.handlers = [] if sent.get("webhooks") else handlers
        return {}

    def state(self, _: Request, __: Record) -> Any:
        """Show by the control interface everything the simulated portal remembers, for its option `--state`."""
        return pack(self._portal.saved())

    def seeded(self, _: Request, __: Record) -> Record:
        """Show by the control interface the portal's ids of the made-up company, by its guids."""
        return self._portal.seeded

    def notices(self, _: Request, __: Record) -> list[Record]:
        """Show to the control interface all notices of the simulated portal's bell."""
        return list(self._portal.table("notice"))

    # Deals.

    def pipelines(self, _: Request, __: Record) -> list[Record]:
        """Show to the control interface the pipelines with their stages, in the order of the board."""
        return cards.pipelines(self._portal)

    def fields(self, _: Request, __: Record) -> Record:
        """Show to the control interface captions, types and choices of a deal's fields, by name."""
        fields = self._portal.fields_of(DEAL).values()
        return {
            one.name: {"title": one.title, "type": one.type, "list": one.settings.get("list")}
            for one in fields
            if not one.disabled
        }

    def deals(self, request: Request, sent: Record) -> Any:
        """List the simulated portal's deals, or create one, at the request of the control interface."""
        if request.method == "GET":
            return cards.boards(self._portal, dict(request.query_params))
        return cards.card(self._portal, cards.create(self._portal, sent))

    def deal(self, request: Request, sent: Record) -> Any:
        """Show, edit or delete a deal at the request of the control interface."""
        deal = cards.deal_of(self._portal, _number(request))
        if request.method == "DELETE":
            cards.delete(self._portal, deal, sent)
            return {}
        if request.method == "POST":
            cards.edit(self._portal, deal, sent)
        return cards.card(self._portal, deal)

    def deal_rows(self, request: Request, sent: Record) -> Record:
        """Replace a deal's rows (`rows`) at the control interface, or change some (`change`, `add`, `remove`)."""
        deal = cards.deal_of(self._portal, _number(request))
        work = cards.set_rows if "rows" in sent else cards.edit_rows
        return cards.card(self._portal, work(self._portal, deal, sent))

    def deal_copy(self, request: Request, sent: Record) -> Record:
        """Copy a deal at the request of the control interface."""
        deal = cards.deal_of(self._portal, _number(request))
        return cards.card(self._portal, cards.copy(self._portal, deal, sent))

    def deals_bulk(self, _: Request, sent: Record) -> Record:
        """Create many deals at the request of the control interface."""
        return {"ids": cards.create_many(self._portal, sent)}

    def deals_edit(self, _: Request, sent: Record) -> Record:
        """Edit many deals alike at the request of the control interface."""
        return {"ids": cards.edit_many(self._portal, sent)}

    def invoice(self, request: Request, sent: Record) -> Record:
        """Issue a deal's smart invoice, change or delete one, at the request of the control interface."""
        if "id" not in request.path_params:
            return invoices.issue(self._portal, sent)
        if request.method == "DELETE":
            invoices.delete(self._portal, _number(request), sent)
            return {}
        return invoices.change(self._portal, _number(request), sent)

    # Directories.

    def listing(self, request: Request, _: Record) -> Any:
        """List one directory of the simulated portal at the request of the control interface."""
        return directory.listing(self._portal, request.url.path.rstrip("/").rpartition("/")[2])

    def party(self, kind: int) -> Work:
        """Return the control interface's endpoint of a company or contact: create, show, edit, delete."""

        def work(request: Request, sent: Record) -> Record:
            if "id" not in request.path_params:
                return parties.create_of(self._portal, kind, sent)
            if request.method == "GET":
                return parties.party_card(self._portal, kind, find(self._portal, kind, _number(request)))
            if request.method == "DELETE":
                parties.delete_of(self._portal, kind, _number(request), sent)
                return {}
            return parties.edit_party(self._portal, kind, _number(request), sent)

        return work

    def requisite(self, request: Request, sent: Record) -> Record:
        """Add or edit requisites at the request of the control interface."""
        if "id" in request.path_params:
            return parties.edit_requisite(self._portal, _number(request), sent)
        return parties.add_requisite(self._portal, sent)

    def address(self, request: Request, sent: Record) -> Record:
        """Set an address of requisites at the request of the control interface."""
        return parties.set_address(self._portal, _number(request), sent)

    def account(self, request: Request, sent: Record) -> Record:
        """Add or edit a bank account of requisites at the request of the simulated portal's control interface."""
        if "id" in request.path_params:
            return parties.edit_account(self._portal, _number(request), sent)
        return parties.add_account(self._portal, sent)

    def product(self, request: Request, sent: Record) -> Record:
        """Create or edit a product at the request of the control interface."""
        if "id" in request.path_params:
            return directory.edit_product(self._portal, _number(request), sent)
        return directory.create_product(self._portal, sent)

    def user(self, request: Request, sent: Record) -> Record:
        """Add or edit an employee at the request of the simulated portal's control interface."""
        if "id" in request.path_params:
            return directory.edit_user(self._portal, _number(request), sent)
        return directory.create_user(self._portal, sent)


def routes(server: Server, fill: Fill) -> list[Route]:
    """Return the routes of the simulated portal's control interface.

    Args:
        server: whose portal is controlled.
        fill: puts the made-up company into an emptied portal, for `reset`.
    """
    control = ControlEndpoints(server, fill)
    company, contact = control.party(COMPANY), control.party(CONTACT)
    table: list[tuple[str, str, Work]] = [
        ("stats", "GET", control.stats),
        ("reset_stats", "POST", control.reset_stats),
        ("switches", "GET POST", control.switches),
        ("faults", "GET POST DELETE", control.faults),
        ("webhooks", "GET POST DELETE", control.webhooks),
        ("robots", "GET POST DELETE", control.robots),
        ("clock", "GET POST", control.clock),
        ("reset", "POST", control.reset),
        ("state", "GET", control.state),
        ("seeded", "GET", control.seeded),
        ("notices", "GET", control.notices),
        ("pipelines", "GET", control.pipelines),
        ("fields/deal", "GET", control.fields),
        ("deals", "GET POST", control.deals),
        ("deals/bulk", "POST", control.deals_bulk),
        ("deals/edit", "POST", control.deals_edit),
        ("deals/{id:int}", "GET POST DELETE", control.deal),
        ("deals/{id:int}/rows", "POST", control.deal_rows),
        ("deals/{id:int}/copy", "POST", control.deal_copy),
        *((f"{name}/{{id:int}}/restore", "POST", restored(server.portal, kind)) for name, kind in RESTORED.items()),
        ("invoices", "POST", control.invoice),
        ("invoices/{id:int}", "POST DELETE", control.invoice),
        ("companies/{id:int}", "GET POST DELETE", company),
        ("companies", "POST", company),
        ("contacts/{id:int}", "GET POST DELETE", contact),
        ("contacts", "POST", contact),
        ("requisites/{id:int}", "POST", control.requisite),
        ("requisites/{id:int}/address", "POST", control.address),
        ("banks/{id:int}", "POST", control.account),
        ("banks", "POST", control.account),
        ("requisites", "POST", control.requisite),
        ("products/{id:int}", "POST", control.product),
        ("products", "POST", control.product),
        ("users/{id:int}", "POST", control.user),
        ("users", "POST", control.user),
        *(
            (name, "GET", control.listing)
            for name in ("companies", "contacts", "requisites", "products", "sections", "users")
        ),
    ]
    return [Route(f"/control/{path}", endpoint_of(work), methods=verbs.split()) for path, verbs, work in table]
