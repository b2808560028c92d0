"""Finds the terms of a 1C order: agreement, contract, settlement order, warehouse, currency."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from services.onec_connector.base.client import Base
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import order as order_names
from services.onec_connector.objects import standard
from services.onec_connector.profile.reading import BOTH_KINDS, AgreementKinds
from services.onec_connector.reference.agreements import (
    Purchase,
    agreements_in_force,
    agreements_of,
    contracts_of,
    latest,
    of_kinds,
    out_of_time,
    own_agreements,
    rest_of,
)
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.identity import onec_ref
from services.onec_connector.vocabulary.reference import Named, is_empty
from services.onec_connector.writer.named import unfound
from services.onec_connector.writer.named.of_terms import accounts_of, beside, is_apart, packaging_of, regime_of
from services.onec_connector.writer.refusal import OrderRefusal, Want
from shared.messages.order import SalesOrder
from shared.messages.things import Thing


@dataclass(frozen=True, slots=True)
class FoundTerms:
    """The terms of an order as references and values, ready for the document.

    Args:
        beside: fields that 1C's form takes from agreement or contract, as they are called in the order; those that
            neither names are absent.
        accounts: bank accounts that the contract names, likewise.
        packaging: what the agreement says of returnable packaging, likewise; of terms that stay nothing is said.
        apart: its rows are supplied for the order alone; None: nobody says.
    """

    agreement: str
    contract: str
    settlement: str
    payment_form: str
    payment_schedule: str
    tax_regime: str
    currency: str
    vat_included: bool
    warehouse: str
    beside: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    packaging: Mapping[str, Any] = field(default_factory=dict)
    apart: bool | None = None


class TermsFinder:
    """Finds the terms of an order by the table in section 6 of docs/rules.md.

    Args:
        base: of 1C.
        dictionaries: currencies, warehouses, rates of VAT.
        uses_agreements: orders are made by agreements.
        uses_contracts: and by contracts, for agreements that ask for one, or for all where there are no agreements;
            None: 1C does not say, and the agreement alone decides.
        kinds: of agreements that 1C uses.
    """

    def __init__(
        self,
        base: Base,
        dictionaries: Dictionaries,
        *,
        uses_agreements: bool,
        uses_contracts: bool | None = None,
        kinds: AgreementKinds = BOTH_KINDS,
    ) -> None:
        self.kinds = kinds
        self._base = base
        self._dictionaries = dictionaries
        self._uses_agreements = uses_agreements
        self._uses_contracts = uses_contracts

    async def find(self, order: SalesOrder, purchase: Purchase, *, standing: str | None = None) -> FoundTerms:
        """Find all terms of an order, or refuse.

        Args:
            order: of the command.
            purchase: that it is for.
            standing: warehouse of an order that is there already, which another agreement does not move.

        Raises:
            Refusal: no agreement, several, a foreign currency, no contract or no warehouse.
        """
        purchase = replace(purchase, kinds=self.kinds)
        agreement = await self._agreement(order, purchase) if self._uses_agreements else {}
        currency = await self._currency(order, agreement)
        contract, rest = await asyncio.gather(
            self._contract(order, purchase, agreement, currency), rest_of(self._base, agreement)
        )
        settlement = contract.get(names.CONTRACT_SETTLEMENT) or agreement.get(names.SETTLEMENT) or order_names.BY_ORDER
        included = order.terms.prices_include_vat
        return FoundTerms(
            agreement=agreement.get(standard.REF, standard.NO_REF),
            contract=contract.get(standard.REF, standard.NO_REF),
            settlement=settlement,
            payment_form=agreement.get(names.PAYMENT_FORM) or order_names.CASHLESS,
            payment_schedule=agreement.get(names.PAYMENT_SCHEDULE, standard.NO_REF),
            tax_regime=regime_of(contract) or await self._regime_by_rules(order, purchase),
            currency=currency,
            vat_included=agreement.get(names.VAT_INCLUDED, True if included is None else included),
            warehouse=await self._store_of(order, agreement.get(names.WAREHOUSE, ""), standing),
            beside=beside(contract, agreement),
            accounts=accounts_of(contract),
            packaging=packaging_of(rest),
            apart=is_apart(rest),
        )

    async def _agreement(self, order: SalesOrder, purchase: Purchase) -> Row:
        """Return the agreement of a 1C order: the one named, else the client's own, else the rules'.

        Raises:
            OrderRefusal: there is none or no certain one; the client's own are offered to choose from.
        """
        rows = await agreements_in_force(self._base, purchase)
        try:
            return await self._chosen(rows, order, purchase)
        except OrderRefusal as refusal:
            every = await agreements_of(self._base, purchase) if purchase.partner else []
            refusal.choices = unfound.own_choices(own_agreements(every, purchase), order, purchase)
            raise

    async def _chosen(self, rows: list[Row], order: SalesOrder, purchase: Purchase) -> Row:
        named = order.terms.agreement
        if named is not None and (named.ref or named.name):
            return _single(_named(rows, named), named.name) or await self._unusable(named, rows, purchase)
        own = own_agreements(rows, purchase)
        if len(own) > 1:
            numbers = " и ".join(f"№ {row[names.NUMBER]}" for row in own)
            how_many = {2: "два действующих соглашения", 3: "три действующих соглашения"}
            raise OrderRefusal(
                f"у клиента {how_many.get(len(own), 'несколько действующих соглашений')} ({numbers})",
                "Укажите нужное в поле «Соглашение».",
                reason="ambiguous_agreement",
            )
        if own:
            return own[0]
        default = order.terms.agreement_default
        found = _named(rows, default) if default else []
        if len(found) == 1:
            return found[0]
        counted = of_kinds(await agreements_of(self._base, purchase), self.kinds)
        meant = own_agreements(counted, purchase) or (_named(counted, default) if default else [])
        raise unfound.no_agreement_in_force(meant, purchase, wants=[_wanted(purchase)] if purchase.partner else [])

    async def _unusable(self, named: Thing, usable: list[Row], purchase: Purchase) -> Row:
        """Refuse an order, saying why the agreement that a person named cannot be used.

        Raises:
            OrderRefusal: always.
        """
        found = _named(await agreements_of(self._base, purchase), named)
        wants = [_wanted(purchase, row)] if (row := latest(found)) else []
        raise unfound.no_agreement(named.name, usable, found, purchase, wants)

    async def _currency(self, order: SalesOrder, agreement: Row) -> str:
        codes = await self._dictionaries.currencies()
        wanted = agreement.get(names.CURRENCY)
        if is_empty(wanted):
            wanted = next((ref for ref, code in codes.items() if code == order.currency), standard.NO_REF)
        if codes.get(str(wanted)) != order.currency:
            raise unfound.another_currency(order.currency, agreement, codes.get(str(wanted), ""))
        return str(wanted)

    async def _contract(self, order: SalesOrder, purchase: Purchase, agreement: Row, currency: str) -> Row:
        is_needed = bool(agreement.get(names.USES_CONTRACTS)) and self._uses_contracts is not False
        if not is_needed and (self._uses_agreements or not self._uses_contracts):
            return {}
        every = await contracts_of(self._base, purchase, currency)
        known = [row for row in every if out_of_time(row, purchase.on) is None]
        if not known and is_needed:
            raise unfound.no_contract(every, purchase)
        if not known and order.terms.contract is None:  # without agreements no order has to have one
            return {}
        named = order.terms.contract or (order.terms.contract_default if len(known) != 1 else None)
        rows = known if named is None else _named(known, named)
        if len(rows) > 1:
            raise unfound.several_contracts(rows)
        if named is not None and not rows:
            raise unfound.no_such_contract(named.name, known)
        return rows[0]

    async def _regime_by_rules(self, order: SalesOrder, purchase: Purchase) -> str:
        rates, country = await self._dictionaries.vat_rates(), await self._dictionaries.country(purchase.organisation)
        return rates.regime_of(order.terms.taxation_default, country, purchase.on)

    async def is_called(self, agreement: str, wanted: Thing) -> bool:
        """Tell whether an agreement is the one that a person names; without agreements in 1C all are.

        Args:
            agreement: reference.
            wanted: by reference, else by number or name; one that names nothing means any.
        """
        if not self._uses_agreements:
            return True
        if ref := onec_ref(wanted):
            return ref == agreement
        if not wanted.name or is_empty(agreement):
            return not wanted.name
        row = await self._base.read(names.SET, agreement, (standard.REF, standard.DESCRIPTION, names.NUMBER))
        return row is not None and bool(_named([row], wanted))

    async def _store_of(self, order: SalesOrder, of_agreement: str, standing: str | None) -> str:
        if standing is not None and order.terms.warehouse is None:
            return standing
        return await self.warehouse(order, of_agreement)

    async def warehouse(self, order: SalesOrder, of_agreement: str) -> str:
        """Return an order's warehouse: the deal's, else its pipeline's, else the agreement's, else the rules'.

        An agreement may name a group of warehouses; goods are shipped from one.

        Raises:
            Refusal: one is named that 1C does not have, or none is, and the order has goods.
        """
        every = (await self._dictionaries.warehouses()).values()
        known = [one for one in every if one.usable]
        terms = order.terms
        for wanted in (terms.warehouse, terms.warehouse_of_pipeline):
            if wanted is not None and (wanted.ref or wanted.name):
                return _warehouse(every, wanted)  # a person named it: never replaced by another in silence
        if await self._is_warehouse(of_agreement):
            return of_agreement
        if terms.warehouse_default is not None:
            return _warehouse(every, terms.warehouse_default)
        if len(known) == 1:
            return known[0].guid
        if any(line.kind == "goods" for line in order.lines):
            raise unfound.no_warehouse_named([one.name for one in known])
        return standard.NO_REF

    async def _is_warehouse(self, of_agreement: str) -> bool:
        if is_empty(of_agreement):
            return False
        await self._dictionaries.learn([of_agreement])
        return of_agreement in await self._dictionaries.warehouses()


def _wanted(purchase: Purchase, one: Row | None = None) -> Want:
    """Return what an order refused for its terms waits for: any of the client's agreements, or the one named."""
    want = {
        "kind": "agreement",
        "guid": purchase.partner,
        "entity": purchase.entity,
        "organisation": purchase.organisation,
    }
    return {**want, "named": one[standard.REF]} if one else want


def _warehouse(known: Collection[Named], wanted: Thing) -> str:
    ref, name = onec_ref(wanted), wanted.name.strip().casefold()
    found = [one for one in known if one.guid == ref or (not ref and one.name.casefold() == name)]
    usable = [one for one in found if one.usable]
    if len(usable) > 1:
        raise unfound.several_warehouses(wanted.name)
    if usable:
        return usable[0].guid
    if found:
        raise unfound.marked_warehouse(found[0].name)
    raise unfound.no_warehouse(wanted.name or ref, [one.name for one in known if one.usable])


def _named(rows: list[Row], wanted: Thing) -> list[Row]:
    """Find an agreement or contract by reference, else by number, else by name."""
    if ref := onec_ref(wanted):
        return [row for row in rows if row[standard.REF] == ref]
    name = wanted.name.strip().lstrip("№").strip().casefold()
    by_number = [row for row in rows if str(row[names.NUMBER]).strip().casefold() == name]
    return by_number or [row for row in rows if str(row[standard.DESCRIPTION]).strip().casefold() == name]


def _single(rows: list[Row], name: str) -> Row | None:
    if len(rows) > 1:
        raise unfound.several_agreements(name, rows)
    return rows[0] if rows else None
