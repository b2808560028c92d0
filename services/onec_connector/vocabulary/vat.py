"""VAT rates as 1C's catalog keeps them, and which of them a row of an order may have (docs/money.md). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.onec_connector.objects import order as names
from shared.messages.things import Taxation

_REDUCED: Mapping[Taxation | None, Decimal] = {"usn_5": Decimal(5), "usn_7": Decimal(7)}


@dataclass(frozen=True, slots=True)
class VatRate:
    """A row of 1C's catalog of VAT rates.

    Args:
        percent: None for "no VAT", which is not 0 %.
        within: a rate of the tax within a sum, «22/122», which only advances have.
        country: reference; empty: any.
        first, last: days between which it is in force, both included; None: open.
        main: the accountant's choice among rows that are alike.
        regimes: values of ТипыНалогообложенияНДС it goes with.
        usable: False where it is marked for deletion.
    """

    guid: str
    percent: Decimal | None
    within: bool = False
    country: str = ""
    first: date | None = None
    last: date | None = None
    main: bool = False
    regimes: frozenset[str] = frozenset()
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Sale:
    """What the VAT rates of an order depend on.

    Args:
        regime: value of ТипыНалогообложенияНДС.
        country: where our organisation is registered; empty: unknown, then no rate is left out for its country.
        on: date of the order.
        taxation: of our organisation, by the rules.
    """

    regime: str
    country: str
    on: date
    taxation: Taxation | None = None

    @property
    def reduced(self) -> Decimal | None:
        """The single VAT rate of our organisation if it has a reduced one; None if there is a choice."""
        return _REDUCED.get(self.taxation) if self.regime in {names.TAXED, names.REDUCED} else None


@dataclass(frozen=True, slots=True)
class VatRates:
    """1C's catalog of VAT rates by reference."""

    by_guid: Mapping[str, VatRate] = field(default_factory=dict)

    @classmethod
    def of(cls, rates: Sequence[VatRate]) -> "VatRates":
        """Build 1C's catalog of VAT rates from these rows."""
        return cls({rate.guid: rate for rate in rates})

    def percent(self, guid: str) -> Decimal | None:
        """Return the percent of a 1C VAT rate's reference; an empty one means "no VAT"."""
        known = self.by_guid.get(guid)
        return known.percent if known else None

    def allowed(self, sale: Sale) -> list[VatRate]:
        """Return the VAT rates that rows of a 1C order may have; a reduced rate is the only one on taxed sales.

        Rates whose part is empty go with no regime in particular, and count only where none names this one.
        """
        in_force = [rate for rate in self.by_guid.values() if _fits(rate, sale)]
        silent = [rate for rate in in_force if not rate.regimes and _may_go_with(rate, sale.regime)]
        fit = [rate for rate in in_force if sale.regime in rate.regimes] or silent
        reduced = sale.reduced
        return fit if reduced is None else [rate for rate in fit if rate.percent == reduced]

    def unassigned(self, sale: Sale) -> bool:
        """Tell whether a VAT rate of 1C in force may be meant that only lacks its regimes."""
        meant = [one for one in self.by_guid.values() if _fits(one, sale) and not one.regimes]
        return sale.regime not in {names.TAXED, names.EXEMPT} and any(
            sale.reduced in {None, one.percent} for one in meant
        )

    def candidates(self, percent: Decimal | None, sale: Sale) -> list[VatRate]:
        """Return the VAT rates of 1C a deal's row may get: exactly one, unless a person must choose.

        It is the deal's own rate where that is allowed, else the only one that is. Of several rows of the catalog with
        that percent the main one is meant.
        """
        allowed = self.allowed(sale)
        same = [rate for rate in allowed if rate.percent == percent]
        if not same and len({rate.percent for rate in allowed}) == 1:
            same = allowed
        main = [rate for rate in same if rate.main]
        return main if len(main) == 1 else same

    def regime_of(self, taxation: Taxation | None, country: str, on: date) -> str:
        """Return the tax regime that our organisation sells under; a reduced VAT rate may have one of its own."""
        if taxation == "usn":
            return names.EXEMPT
        sale = Sale(names.REDUCED, country, on, taxation)
        return names.REDUCED if sale.reduced is not None and self.allowed(sale) else names.TAXED


def _may_go_with(rate: VatRate, regime: str) -> bool:
    """Tell whether a 1C VAT rate without regime may be meant; not every release has that of reduced rates."""
    return regime == names.TAXED or (regime == names.EXEMPT and rate.percent is None)


def _fits(rate: VatRate, sale: Sale) -> bool:
    return (
        rate.usable
        and not rate.within
        and (not rate.country or not sale.country or rate.country == sale.country)
        and (rate.first is None or rate.first <= sale.on)
        and (rate.last is None or sale.on <= rate.last)
    )
