"""Makes a product's prices as 1C wants them (docs/convergence.md, "Writer").

1C alone edits what is told. What people or others have typed in a type that 1C never named for the item is not ours.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import structlog

from services.b24_connector.memory.price import (
    NO_PRODUCT,
    FormerPrices,
    ProductPriceEntity,
    ProductPriceMemory,
    ProductPriceStore,
)
from services.b24_connector.portal import Portal, PortalMissing, PortalRefusal
from services.b24_connector.reference.catalogue import LANE
from services.b24_connector.reference.price_types import PriceTypes
from services.b24_connector.vocabulary.catalogue import Row
from services.b24_connector.vocabulary.prices import PriceValue, read_value, wanted_value
from services.b24_connector.writer.prices import refusal
from services.b24_connector.writer.prices.former import left_behind
from services.b24_connector.writer.prices.refusal import PriceRefusal
from services.b24_connector.writer.prices.repository import (
    Call,
    PriceRepository,
    call_for,
    holds_vat,
    is_priced,
    is_to_hold_vat,
)
from shared.bus.errors import Permanent, Retryable
from shared.canon import DIRECTORY, directory_digests
from shared.entities import Target, Verdict, WriteAnswer, after_write, decide
from shared.messages.groups import Stamp
from shared.messages.price import Price
from shared.messages.ring.commands import PriceUpsert

log = structlog.get_logger()


@dataclass(slots=True)
class _Wanted:
    """What a product's prices are to be.

    Args:
        values: by the id of the type.
        kinds: names of 1C's kinds, by the id of the type.
        kept: types that are left as they are, since what 1C wants there cannot be written.
        refused: why.
        open: causes that might have kept a price back and do not.
        base: id of the type that rows of deals begin from; empty where 1C names no price in it.
    """

    values: dict[str, PriceValue] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    refused: list[PriceRefusal] = field(default_factory=list)
    open: set[str] = field(default_factory=set)
    base: str = ""


@dataclass(frozen=True, slots=True)
class WrittenPrices:
    """What became of a command about prices.

    Args:
        product: id; empty where the command is older than what was done, or there is no product yet.
        refused: what was not written, and why.
        open: causes that might have kept a price back and do not (`PriceRefusal.shared_cause`).
    """

    product: str = ""
    refused: Sequence[PriceRefusal] = ()
    open: AbstractSet[str] = frozenset()


class PriceUpserts:
    """Writes a product's prices.

    Args:
        portal: where.
        store: what is remembered of them.
        types: price types.
        repository: products and prices.
    """

    def __init__(
        self, portal: Portal, store: ProductPriceStore, types: PriceTypes, repository: PriceRepository
    ) -> None:
        self._portal = portal
        self._store = store
        self._types = types
        self._repository = repository

    async def upsert(self, command: PriceUpsert) -> WrittenPrices:
        """Make a product's prices as `price.upsert` wants them; a refused one does not stop the others.

        Raises:
            Retryable: something passing.
        """
        with self._portal.visit(LANE):
            entity = await self._store.begin_write(command.key)
            try:
                return await self._upsert(command, entity)
            except (Permanent, Retryable):
                await self._store.end_write(command.key, {})
                raise

    async def _upsert(self, command: PriceUpsert, entity: ProductPriceEntity) -> WrittenPrices:
        stamps = {str(group): stamp for group, stamp in command.prices.groups.items()}
        verdicts = decide(stamps, entity.groups, {one: Target(None, equal=False) for one in stamps},
                          subject=DIRECTORY, judge=False)  # fmt: skip
        if Verdict.WRITE not in verdicts.values():
            await self._store.end_write(command.key, {})
            return WrittenPrices()
        product = await self._repository.product(command) or await self._awaited(command, entity)
        if product is None or not is_priced(product):
            await self._store.end_write(command.key, {})
            return WrittenPrices(str(product["id"]) if product else "")
        wanted, failed = await self._written(command, entity, product)
        former = set(entity.fields.get("types") or ())
        ours = (former | wanted.values.keys()) - ((former - wanted.kept) - failed)
        await self._end(command, entity, stamps, verdicts, ours=ours, refused=wanted.refused)
        return WrittenPrices(str(product["id"]), wanted.refused, wanted.open)

    async def _awaited(self, command: PriceUpsert, entity: ProductPriceEntity) -> Row | None:
        """Store that prices wait for their product, and look again: whoever creates the product reads that."""
        owed = sorted({*(entity.fields.get("owed") or ()), NO_PRODUCT})
        await self._store.set_fields(command.key, {"owed": owed})
        return await self._repository.product(command)

    async def _written(
        self, command: PriceUpsert, entity: ProductPriceEntity, product: Row
    ) -> tuple[_Wanted, AbstractSet[str]]:
        """Write the prices that differ, and return what they were to be with the types whose call was refused.

        A product of an earlier release is to hold its prices with VAT. It is told so when all of them are with VAT: a
        price is rather too high than too low if this is cut short, and one that stays without leaves all without.
        """
        id_, held = str(product["id"]), holds_vat(product)
        present = await self._repository.present(id_)
        gains = bool(command.prices.prices) and is_to_hold_vat(product, present, entity.fields.get("types") or ())
        wanted = await self._wanted(command, with_vat=held or gains)
        if gains and (wanted.kept - wanted.values.keys()) & present.keys():
            gains, wanted = False, await self._wanted(command, with_vat=False)
        base, value = present.get(wanted.base), wanted.values.get(wanted.base)
        await self._note(command, entity, wanted, left_behind(entity, id_, base, value, with_vat=held))
        failed = await self._write(command, entity, id_, wanted, present)
        if gains and (failed & present.keys() or not await self._hold_vat(command, product)):
            wanted = await self._wanted(command, with_vat=False)
            failed = await self._write(command, entity, id_, wanted, await self._repository.present(id_))
        return wanted, failed

    async def _hold_vat(self, command: PriceUpsert, product: Row) -> bool:
        """Have a product hold its prices with VAT, and tell whether the portal has taken that."""
        try:
            await self._repository.hold_vat(product)
        except PortalRefusal as error:
            log.warning("the portal keeps a product's prices without VAT", key=command.key, why=error.fault.words)
            return False
        return True

    async def _wanted(self, command: PriceUpsert, *, with_vat: bool) -> _Wanted:
        wanted = _Wanted()
        # The base kind first: what has the base type by former rules gives it up.
        for price in sorted(command.prices.prices, key=lambda one: not one.kind.base):
            try:
                type_ = await self._type(command, price)
                wanted.kinds[type_] = price.kind.name
                wanted.kept.add(type_)
                wanted.open.add(refusal.of_type(price.kind))
                await self._check_currency(command, price)
                wanted.open.add(refusal.of_currency(price.currency))
            except PriceRefusal as refused:
                wanted.refused.append(refused)
            else:
                wanted.values[type_] = wanted_value(price, command.prices.vat_rate, with_vat=with_vat)
                wanted.base = type_ if price.kind.base else wanted.base
        return wanted

    async def _type(self, command: PriceUpsert, price: Price) -> str:
        try:
            type_ = await self._types.of(price.kind)
        except PortalRefusal as error:
            raise refusal.no_type(command.prices, price.kind, error.fault.words) from error
        if not type_:
            raise refusal.no_base(command.prices, price.kind)
        return type_

    async def _check_currency(self, command: PriceUpsert, price: Price) -> None:
        if not price.currency:
            raise refusal.no_currency(command.prices, price.kind)
        if not await self._repository.knows_currency(price.currency):
            raise refusal.unknown_currency(command.prices, price.kind, price.currency)

    async def _note(
        self, command: PriceUpsert, entity: ProductPriceEntity, wanted: _Wanted, left: FormerPrices | None
    ) -> None:
        """Store which price types are about to become ours: a price nobody remembers could never be taken away."""
        former = set(entity.fields.get("types") or ())
        ours = former | wanted.values.keys()
        noted: ProductPriceMemory = {"types": sorted(ours)} if ours != former else {}
        if left:
            noted["former"] = left
        if noted:
            await self._store.set_fields(command.key, noted)

    async def _write(
        self,
        command: PriceUpsert,
        entity: ProductPriceEntity,
        product: str,
        wanted: _Wanted,
        present: Mapping[str, Row],
    ) -> set[str]:
        """Write the prices that differ and take away those of ours that vanish; return the refused types."""
        leaving = dict.fromkeys(set(entity.fields.get("types") or ()) - wanted.kept)
        calls = {
            type_: call
            for type_, value in {**wanted.values, **leaving}.items()
            if (call := call_for(product, type_, present.get(type_), value)) is not None
        }
        return await self._send(command, calls, wanted)

    async def _send(self, command: PriceUpsert, calls: Mapping[str, Call], wanted: _Wanted) -> set[str]:
        """Make the calls that write prices and return the price types whose call was refused."""
        failed: set[str] = set()
        answers = await self._repository.write(list(calls.values()))
        for (type_, (method, _)), answer in zip(calls.items(), answers, strict=True):
            if isinstance(answer, PortalMissing) and method.endswith(".delete"):
                continue
            if isinstance(answer, PortalRefusal):
                failed.add(type_)
                kind = wanted.kinds.get(type_, f"№ {type_}")
                wanted.refused.append(refusal.not_taken(command.prices, kind, answer.fault.words))
                self._types.forget()  # a person may have deleted the type
            elif isinstance(answer, Exception):
                raise answer
            elif not method.endswith(".delete") and read_value(answer.under("price")) != wanted.values[type_]:
                log.warning("the portal keeps another price than was sent", key=command.key, type=type_)
        return failed

    async def _end(
        self,
        command: PriceUpsert,
        entity: ProductPriceEntity,
        stamps: Mapping[str, Stamp],
        verdicts: Mapping[str, Verdict],
        *,
        ours: set[str],
        refused: Sequence[PriceRefusal],
    ) -> None:
        """Remember which prices were written; a partly refused command is written again by the same numbers."""
        digests = directory_digests(command.prices, stamps)
        answers = {group: WriteAnswer(digests[group], equal=True) for group in stamps} if not refused else {}
        changed = after_write(entity.groups, stamps, verdicts, answers, winners={})
        owed = sorted({one.shared_cause for one in refused} - {""})
        fields: ProductPriceMemory = {"types": sorted(ours) or None, "owed": owed or None}
        await self._store.end_write(command.key, changed, fields=fields, wrote=list(answers))
