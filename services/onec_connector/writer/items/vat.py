"""Gives rows of an order the VAT rates that its tax regime allows; sums with VAT stay as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.onec_connector import sentences
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.identity import name_of
from services.onec_connector.vocabulary.lines import row_at_rate
from services.onec_connector.vocabulary.money import at_rate
from services.onec_connector.vocabulary.vat import Sale, VatRate, VatRates
from services.onec_connector.writer.items.finding import FoundLine
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.ring.told import Told
from shared.russian import day, spelt_out


@dataclass(frozen=True, slots=True)
class Vat:
    """1C's VAT rates, and the sale that decides which of them may be used."""

    rates: VatRates
    sale: Sale

    def of_lines(self, lines: Sequence[FoundLine]) -> tuple[list[FoundLine], tuple[Told, ...]]:
        """Give lines of a deal their VAT rates; where one differs from the deal's, the manager is told.

        Raises:
            Refusal: the regime allows several rates and the deal's is none of them, or 1C has no such rate.
        """
        chosen = [self._one(f"в строке «{name_of(one.line)}»", one.line.vat_rate) for one in lines]
        replaced = {
            name_of(one.line): rate.percent
            for one, rate in zip(lines, chosen, strict=True)
            if rate.percent != one.line.vat_rate
        }
        rated = [
            replace(one, line=at_rate(one.line, rate.percent), vat_rate=rate.guid)
            for one, rate in zip(lines, chosen, strict=True)
        ]
        return rated, _told(replaced)

    def of_rows(self, document: Row, of_deal: Mapping[int, Decimal | None]) -> tuple[list[Row], tuple[Told, ...]]:
        """Return an order's rows at the VAT rates of a new sale, and what the manager reads.

        Args:
            document: the order as it stands.
            of_deal: rates of the deal by the place of their rows; a row the deal does not have keeps what it says.

        Raises:
            Refusal: as for lines.
        """
        included, replaced = bool(document[names.VAT_INCLUDED]), dict[str, Decimal | None]()
        rows = []
        for place, row in enumerate(document[names.LINES]):
            if row.get(names.CANCELLED):
                rows.append(row)
                continue
            present = self.rates.percent(row[names.VAT_RATE])
            wanted = of_deal.get(place, present)
            rate = self._one(f"в строке {row['LineNumber']} заказа", wanted)
            if rate.percent != wanted:
                replaced[str(row["LineNumber"])] = rate.percent
            same = rate.guid == row[names.VAT_RATE]
            rows.append(row if same else row_at_rate(row, rate, present, vat_included=included))
        return rows, _told(replaced)

    def _one(self, where: str, percent: Decimal | None) -> VatRate:
        found = self.rates.candidates(percent, self.sale)
        if len(found) == 1:
            return found[0]
        raise self._several(percent) if found else self._none(where, percent)

    def _several(self, percent: Decimal | None) -> OrderRefusal:
        return OrderRefusal(
            f"в справочнике «Ставки НДС» 1С несколько ставок «{sentences.vat(percent)}» на {day(self.sale.on)}",
            "Попросите бухгалтера отметить одну из них основной; после этого {itself}.",
            reason="vat",
        )

    def _none(self, where: str, percent: Decimal | None) -> OrderRefusal:
        allowed = {rate.percent for rate in self.rates.allowed(self.sale)}
        if not allowed:
            return self._nothing_allowed()
        known = ", ".join(sentences.vat(one) for one in sorted(allowed, key=lambda one: -1 if one is None else one))
        return OrderRefusal(
            f"{where} ставка «{sentences.vat(percent)}», а на {day(self.sale.on)} заказу подходят: {known}",
            "Исправьте ставку в строке, {itself}.",
            reason="vat",
        )

    def _nothing_allowed(self) -> OrderRefusal:
        reduced, regime = self.sale.reduced, spelt_out(self.sale.regime)
        lacking = "ставок" if reduced is None else f"ставки «{sentences.vat(reduced)}»"
        if self.rates.unassigned(self.sale):
            return OrderRefusal(
                f"в справочнике «Ставки НДС» 1С ни у одной ставки не указано налогообложение «{regime}»",
                "Попросите бухгалтера заполнить в ставках «Типы налогообложения»; после этого {itself}.",
                reason="vat",
            )
        return OrderRefusal(
            f"в справочнике «Ставки НДС» 1С нет {lacking} для налогообложения «{regime}» на {day(self.sale.on)}",
            "Попросите бухгалтера проверить справочник; после этого {itself}.",
            reason="vat",
        )


def _told(replaced: Mapping[str, Decimal | None]) -> tuple[Told, ...]:
    return (sentences.rates_replaced(list(replaced), next(iter(replaced.values()))),) if replaced else ()
