"""Finds or creates the requisite of a company that stands for a legal entity of an order, with or without 1C's mark."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from services.b24_connector.portal import LONGEST_CALL, Portal
from services.b24_connector.reader.snapshots import COMPANY_REQUISITES
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.requisites import Presets
from services.b24_connector.vocabulary.names import COMPANY
from services.b24_connector.vocabulary.parties import own_requisites
from services.b24_connector.vocabulary.requisites import (
    Preset,
    has_key,
    read_legal_entity,
    unkept_number,
    write_legal_entity,
)
from services.b24_connector.vocabulary.room import with_room
from services.b24_connector.writer import refusal
from services.b24_connector.writer.parties import requisite_sentences
from services.b24_connector.writer.parties.claiming import number_of
from services.b24_connector.writer.parties.entities import requisite_of
from services.b24_connector.writer.parties.making import Tell
from services.b24_connector.writer.parties.marking import mark
from shared.canon.keys import foreign_number, is_inn
from shared.messages.things import LegalEntity
from shared.store import Claim, Claims

Row = Mapping[str, Any]


class CompanyRequisites:
    """Finds or creates requisites of companies.

    Args:
        portal: where they are.
        directory: presets.
        claims: one creator at a time.
    """

    def __init__(self, portal: Portal, directory: Directory, claims: Claims) -> None:
        self._portal = portal
        self._directory = directory
        self._claims = claims

    async def foresee(self, company: str, entity: LegalEntity, tell: Tell) -> None:
        """Check a company's legal entity as `own` does, and write nothing."""
        if found := await self._find(company, entity):
            await self._compare(found, entity, tell)
        else:
            check_inn(entity.name, entity)
            self.template(entity)

    async def own(
        self, owner: str, entity: LegalEntity, tell: Tell, is_anothers: Callable[[], Awaitable[bool]] | None = None
    ) -> str:
        """Find or create a company's requisite of its partner's legal entity; a company may have several.

        Args:
            owner: the company.
            entity: that 1C's mark in it names, if it has an origin.
            tell: called with what there is to tell.
            is_anothers: asks whether the company stands for another partner; what people have typed there gets no mark.

        Raises:
            DealRefusal: its number was corrected on one side alone, or is mistyped; or there is no template for it.
            Retryable: another command creates it now.
        """
        found = await self._find(owner, entity)
        if found:
            await self._compare(found, entity, tell)
            if not has_key(found) and not (is_anothers and await is_anothers()):
                await mark(self._portal, found, entity)
            return str(found["ID"])
        check_inn(entity.name, entity)
        async with self._claims.claim(f"b24:requisite:{owner}:{number_of(entity)}:{entity.kpp}") as claim:
            found = await self._find(owner, entity)
            return str(found["ID"]) if found else await self._create(owner, entity, claim, tell)

    def template(self, entity: LegalEntity) -> Preset:
        """Return the template for the requisite of a legal entity that a company lacks, or refuse (`template_of`)."""
        return template_of(self._directory.presets, entity)

    async def standing(self, owner: str, entity: LegalEntity) -> str:
        """Return a company's requisite with the numbers of another client's legal entity; empty: it has none."""
        found = await self._find(owner, entity.with_(ref=None, origin=None))
        return str(found["ID"]) if found else ""

    async def _find(self, owner: str, entity: LegalEntity) -> Row | None:
        """Return a company's requisite of a legal entity; of a sole trader and a private person the one of his kind."""
        rows, presets = own_requisites(await self._portal.gather(COMPANY_REQUISITES, owner)), self._directory.presets
        first = sorted(rows, key=lambda row: presets.of(str(row.get("PRESET_ID") or "")).kind != entity.kind)
        return requisite_of(first, entity)

    async def _compare(self, requisite: Row, entity: LegalEntity, tell: Tell) -> None:
        """Refuse a requisite whose number was corrected on one side alone; another KPP is only told."""
        preset = self._directory.presets.of(str(requisite.get("PRESET_ID") or ""))
        there = read_legal_entity(requisite, preset)
        ours, theirs = (foreign_number(one.foreign_number if one.country else one.inn) for one in (entity, there))
        if entity.country == there.country and ours and theirs and ours != theirs:
            raise refusal.other_number(entity, ours, theirs)
        if there.kpp and entity.kpp and there.kpp != entity.kpp:
            await tell(requisite_sentences.other_kpp(entity, there.kpp))

    async def _create(self, owner: str, entity: LegalEntity, claim: Claim, tell: Tell) -> str:
        preset = self.template(entity)
        if preset.country != entity.country:
            await tell(requisite_sentences.no_template(entity))
        if unkept := unkept_number(entity, preset):
            await tell(requisite_sentences.number_unkept(entity, *unkept))
        if entity.country and entity.ogrn:
            await tell(requisite_sentences.registration_unkept(entity))
        fields = {
            "ENTITY_TYPE_ID": COMPANY,
            "ENTITY_ID": owner,
            "PRESET_ID": preset.id,
            "NAME": with_room("NAME", entity.name or entity.full_name or "Реквизиты"),
            **write_legal_entity(entity, preset),
        }
        async with claim.creating(LONGEST_CALL):
            answer = await self._portal.call("crm.requisite.add", {"fields": fields}, write=True)
        return answer.made


def template_of(presets: Presets, entity: LegalEntity) -> Preset:
    """Return the template for a client's new requisite; refuse him where the portal has none of his country or Russia.

    Under a third country's he would be read as a foreigner, in the order as well.
    """
    preset = presets.for_new(entity.kind, entity.country)
    if not preset.id:
        raise refusal.no_template(entity, requisite_sentences.TEMPLATES[entity.kind])
    return preset


def check_inn(name: str, entity: LegalEntity) -> None:
    """Refuse a client with a mistyped INN before a company or contact of the portal bears it for ever."""
    if entity.inn and not entity.country and not is_inn(entity.inn):
        raise refusal.wrong_inn(name or entity.name, entity.inn)
