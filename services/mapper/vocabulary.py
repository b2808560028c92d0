"""Translates words that differ between the systems (managers, organisations) and adds the customer's defaults. Pure."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import OrderPolicy
from shared.messages.things import Manager, Organisation, System, Terms, Thing
from shared.rules.model import Rules


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The customer's rules as the words of the mapper's commands: managers, organisations, default terms."""

    rules: Rules

    @property
    def timezone(self) -> ZoneInfo:
        """The customer's time zone, for sentences."""
        return self.rules.timezone

    @property
    def policy(self) -> OrderPolicy:
        """The customer's choices that 1C's side needs to carry out a command."""
        return OrderPolicy(
            owners={OrderGroup(group): owner for group, owner in self.rules.owners.items()},
            after_shipment=self.rules.after_shipment,
            lost=self.rules.lost,
            free_text_item=self.rules.free_text_item,
            manager_default=self.rules.manager_default.onec,
            total_tolerance_kopecks=self.rules.total_tolerance_kopecks,
            shared_contact=self.rules.shared_contact,
            prices=self.rules.prices.mode,
            typed_price=self.rules.prices.typed,
        )

    @property
    def manager_in_b24(self) -> str | None:
        """The portal's user who gets the deals of a 1C manager without a counterpart."""
        return self.rules.manager_default.b24

    def for_onec(self, order: SalesOrder) -> SalesOrder:
        """Prepare a deal for 1C: choose the organisation (R9), name the manager (R8), add default terms."""
        organisation = self._organisation(order)
        return order.with_(
            organisation=organisation,
            manager=self.manager(order.manager, "b24"),
            terms=self._terms(order, organisation),
        )

    def for_b24(self, order: SalesOrder) -> SalesOrder:
        """Prepare an order for Bitrix24: name the manager as the portal knows him (R16)."""
        return order.with_(manager=self.manager(order.manager, "onec"))

    def _organisation(self, order: SalesOrder) -> Organisation | None:
        named = order.organisation
        value = (named.inn or named.name) if named else None
        inn = self.rules.organisations.inn_of(value, _pipeline(order))
        if inn is None or (named is not None and named.inn == inn):
            return named
        return Organisation(inn=inn, origin=named.origin if named else None)

    def manager(self, manager: Manager | None, source: System) -> Manager | None:
        """Return a manager of one system as the other one knows him."""
        if manager is None:
            return None
        for pair in self.rules.managers:
            here, there = (pair.b24, pair.onec) if source == "b24" else (pair.onec, pair.b24)
            if here.casefold() in {manager.email.casefold(), manager.name.casefold()}:
                is_mail = "@" in there
                return Manager(
                    origin=manager.origin, email=there if is_mail else "", name="" if is_mail else there, active=True
                )
        return manager

    def _terms(self, order: SalesOrder, organisation: Organisation | None) -> Terms:
        inn, pipeline = organisation.inn if organisation else None, _pipeline(order)
        terms = order.terms
        by_pipeline = self.rules.warehouses.by_pipeline.get(pipeline or "")
        return terms.with_(
            agreement_default=_named(self.rules.agreements.of(inn, pipeline)),
            contract_default=_named(self.rules.contracts.of(inn, pipeline)),
            warehouse_of_pipeline=_named(by_pipeline),
            warehouse_default=_named(self.rules.warehouses.of(inn, pipeline)),
            taxation_default=self.rules.taxation.get(inn or ""),
            ship_in_days=self.rules.ship_in_days,
        )


def _pipeline(order: SalesOrder) -> str | None:
    return order.stage.pipeline if order.stage else None


def _named(name: str | None) -> Thing | None:
    return Thing(name=name) if name else None
