"""The lane `directory` of the connector as far as it is about partners, without a broker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.onec_connector.assembly import OrderFlow
from services.onec_connector.base.query import Query
from services.onec_connector.directory_flows import PartnerFlow
from services.onec_connector.intake.awaited import Awaited
from services.onec_connector.writer.second_card import MERGING
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.ring.facts import PartnerChanged, PartnerTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import PartnerUpserted
from shared.messages.things import LegalEntity, Ref
from tests.integration.onec_connector.connector import Onec

PARTNERS, ENTITIES = "Catalog_Партнеры", "Catalog_Контрагенты"
COMPANY = Ref(system="b24", kind="company", id="917")
REQUISITE = Ref(system="b24", kind="requisite", id="927")
INN, OTHER_INN = "7707083893", "7736050003"
OWNERS = {group: "onec" if group is CompanyGroup.REQUISITES else "b24" for group in CompanyGroup}


@dataclass
class PartyDirectory:
    """Commands and hints in, messages out; and the accountant on the other side."""

    flow: PartnerFlow
    orders: OrderFlow
    onec: Onec
    hints: list[Message]
    awaited: Awaited
    age: timedelta = MERGING

    async def upsert(
        self, company: Company, *, edited: int = 1, known: int = 0, pairs: bool = True, **changes
    ) -> list[Message]:
        """Hand a command to the writer, once more where it is found: the mapper then pairs the two."""
        groups = changes.pop("groups", tuple(CompanyGroup))
        stamps = {group: Stamp(edited=edited, known=known) for group in groups} | changes.pop("stamps", {})
        values = {"key": COMPANY.key, "source": COMPANY, "owners": OWNERS, "may_create": True} | changes
        unconfirmed = values.pop("unconfirmed", False)
        command = PartnerUpsert(company=company.with_(groups=stamps), **values)
        done = await self._run(self.flow.writer.upserted, command, confirmed=not unconfirmed)
        (outcome, *_) = done or (None,)
        if not pairs or not isinstance(outcome, PartnerUpserted) or outcome.found is None:
            return done
        command = command.with_(company=command.company.with_(ref=outcome.ref))
        return await self._run(self.flow.writer.upserted, command, confirmed=not unconfirmed)

    async def touch(self, partner: str, *, force: bool = False) -> list[Message]:
        ref = Ref(system="onec", kind="partner", id=partner)
        return await self._run(self.flow.reader.touched, PartnerTouched(ref=ref, force=force))

    async def told(self, partner: str, *, force: bool = False) -> Company:
        """What a look at a partner publishes."""
        (fact,) = await self.touch(partner, force=force)
        assert isinstance(fact, PartnerChanged)
        return fact.company

    async def passed(self) -> Sequence[PartnerTouched]:
        """Whom a pass over the catalogs touches."""
        assert self.flow.look is not None
        self.hints.clear()
        await self.flow.look.look()
        return [hint for hint in self.hints if isinstance(hint, PartnerTouched)]

    async def edit(self, name: str, guid: str, **values) -> None:
        """Somebody saves a record in 1C."""
        async with self.onec.clerk() as base:
            await base.change(name, guid, values)

    async def partner(self, guid: str) -> dict:
        async with self.onec.clerk() as base:
            return await base.read(PARTNERS, guid)

    async def entities(self, partner: str) -> list[dict]:
        async with self.onec.clerk() as base:
            rows = [row async for row in base.pages(ENTITIES, Query(order_by="Ref_Key"))]
        return [row for row in rows if row["Партнер_Key"] == partner]

    async def _run(self, handler, message: Message, *, confirmed: bool = True) -> list[Message]:
        """Handle a message; unconfirmed, as where the process dies before the broker has what is published."""
        envelope = wrap(message, source="test")
        sent = envelope.model_copy(update={"time": envelope.time - self.age})
        done = await handler(sent, message)
        if done.then and confirmed:
            await done.then()
        return list(done.publish)


def company(**changes) -> Company:
    """A company of the portal whose partner nobody knows, as the mapper hands it over."""
    values = {
        "origin": COMPANY,
        "name": "Ромашка",
        "legal_entities": (legal(),),
        "phones": ("+74950000917",),
        "emails": ("zakaz@romashka.test",),
    }
    return Company(**(values | changes))


def legal(**changes) -> LegalEntity:
    values = {
        "origin": REQUISITE,
        "name": "ООО «Ромашка»",
        "full_name": "Общество с ограниченной ответственностью «Ромашка»",
        "inn": INN,
        "kpp": "773601001",
        "ogrn": "1027700132195",
    }
    return LegalEntity(**(values | changes))


async def made(directory: PartyDirectory, **changes) -> str:
    """A partner made from a company of the portal."""
    outcome, *_ = await directory.upsert(company(**changes))
    assert isinstance(outcome, PartnerUpserted), outcome
    return outcome.ref.id


async def known(directory: PartyDirectory, **changes) -> str:
    """A partner typed in 1C, of whom the portal was told."""
    values = {"name": "Ромашка", "inn": INN, "kpp": "773601001", "phone": "+7 495 000-09-17"} | changes
    guid = (await directory.onec.do("partners", **values))["partner"]
    await directory.touch(guid)
    return guid


def paired(partner: str, **changes) -> Company:
    """The company of a partner after the mapper has paired them."""
    return company(ref=Ref(system="onec", kind="partner", id=partner), **changes)
