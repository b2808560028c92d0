"""The portal's own directories, kept fresh: our fields, stages, users, products, templates of requisites."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from services.b24_connector.portal import Portal
from services.b24_connector.reference.fields import read_fields, read_head_field
from services.b24_connector.reference.products import ProductCatalogue
from services.b24_connector.reference.requisites import Presets, RequisiteAddresses, read_presets
from services.b24_connector.reference.stages import PortalStages, read_stages
from services.b24_connector.reference.users import PortalUsers
from services.b24_connector.vocabulary.names import DealFields, FieldKey, made_fields
from services.b24_connector.vocabulary.requisites import Preset
from shared.bus.errors import Permanent, Retryable
from shared.messages.ring.commands import PriceMode
from shared.rules.directory import ProductRules
from shared.rules.fields import FieldTable

FRESH_S = 600.0
MISSING_S = 15.0
log = structlog.get_logger()


class Directory:
    """The portal's directories: what all deals share is read at start and kept fresh, the rest when asked for.

    Args:
        portal: where to ask.
        table: the customer's extra fields.
        prices: whose price stands in an order's rows.
        products: name the properties that hold the codes of products.
        linked: deals link to the page of the console.
        heads: companies name whom they are a part of.
    """

    def __init__(
        self,
        portal: Portal,
        table: FieldTable | None = None,
        prices: PriceMode = "b24",
        products: ProductRules | None = None,
        *,
        linked: bool = False,
        heads: bool = False,
    ) -> None:
        self._portal, self._table, self.made = portal, table or {}, made_fields(prices, linked=linked)
        self._users, self._products = PortalUsers(portal), ProductCatalogue(portal, products)
        self._stages = PortalStages()
        self._reading, self._dangling = asyncio.Lock(), frozenset[tuple[FieldKey, str]]()
        self.presets = Presets()
        self._unknown: set[str] = set()
        self.fields = DealFields()
        self.has_heads, self.head_field, self.head_flaw = heads, "", ""
        self.user = self._users.user
        self.user_by_email = self._users.by_email
        self.at_work = self._users.at_work
        self.product = self._products.product
        self.product_anew = self._products.product_anew
        self.product_by_code = self._products.by_code
        self.addresses = RequisiteAddresses(portal).addresses

    async def refresh(self) -> None:
        """Read what all deals share of the portal: our fields, stage names, presets, the shape of the catalogue.

        Raises:
            Retryable: the portal does not answer.
            PortalRefusal: the webhook lacks a right.
        """
        self.fields, self._stages, self.presets, (self.head_field, self.head_flaw), *_ = await asyncio.gather(
            read_fields(self._portal, self.made, self._table),
            read_stages(self._portal),
            read_presets(self._portal),
            self._read_head_field(),
            self._users.ask_for_ourselves(),
            self._products.refresh(),
        )
        self._unknown.clear()

    async def refresh_fields(self) -> None:
        """Read our fields of the deal alone: what a list offers is about to be changed, or was.

        Raises:
            Retryable: the portal does not answer.
            PortalRefusal: the webhook lacks a right.
        """
        self.fields = await read_fields(self._portal, self.made, self._table)

    async def _read_head_field(self) -> tuple[str, str]:
        return await read_head_field(self._portal) if self.has_heads else ("", "")

    async def learn(self, item: Mapping[str, Any]) -> None:
        """Read our fields anew if a deal holds a value that came into a list after the last reading.

        Else a deal of a new organisation would be taken for one that names none. A value that nobody finds was deleted
        from its list, and is looked for once.
        """
        if self.fields.unknown(item) <= self._dangling:
            return
        async with self._reading:
            if not self.fields.unknown(item) <= self._dangling:
                await self.refresh_fields()
                self._note_dangling(item)

    def _note_dangling(self, item: Mapping[str, Any]) -> None:
        """Say once of each value that a deal holds and its list does not offer: people see an empty field there."""
        for key, value in sorted(self.fields.unknown(item) - self._dangling):
            log.warning("a deal holds a value deleted from its list", ref=item.get("id"), field=key, value=value)
        self._dangling |= self.fields.unknown(item)

    @property
    def is_whole(self) -> bool:
        """Whether the portal has all our fields; one that does not serve is no reason to look for it again soon."""
        return len(self.fields.names) == len(self.made) and bool(self.head_field or self.head_flaw) == self.has_heads

    async def keep_fresh(self) -> None:
        """Refresh the portal's directories every ten minutes until cancelled; sooner while fields are missing."""
        while True:
            await asyncio.sleep(FRESH_S if self.is_whole else MISSING_S)
            try:
                await self.refresh()
            except (Retryable, Permanent) as error:
                log.warning("directories are not refreshed", error=str(error))

    async def preset(self, preset: str) -> Preset:
        """Return what a template of requisites says; the portal is asked at once for one that the directory lacks."""
        if preset and preset not in self.presets and preset not in self._unknown:
            self._unknown.add(preset)
            self.presets = await read_presets(self._portal)
        return self.presets.of(preset)

    @property
    def stage_names(self) -> dict[str, str]:
        """The names of all the portal's stages, by id."""
        return dict(self._stages.names)

    def stage_name(self, stage: str) -> str:
        """Return a stage's name, or its id where the portal has no such stage."""
        return self._stages.names.get(stage, stage)

    def is_withdrawn(self, stage: str) -> bool:
        """Tell whether an invoice in this stage of the portal is withdrawn, and asks for nothing any more."""
        return stage in self._stages.withdrawn
