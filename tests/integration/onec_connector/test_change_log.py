"""Where 1C keeps versions, an edit is found by asking what was saved, and nothing is lost where it is silent."""

import pytest

from sandbox.base.objects.constants import VERSIONED
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.intake.change_log import ChangeLog
from services.onec_connector.intake.partners import PartnerPass
from tests.integration.onec_connector.party_directory import ENTITIES, PARTNERS, PartyDirectory, known

ACCOUNTS = "Catalog_БанковскиеСчетаКонтрагентов"
LOG = "InformationRegister_ВерсииОбъектов"


class Office:
    """The pass over partners and the look at the register, a step at a time."""

    def __init__(self, directory: PartyDirectory) -> None:
        assert isinstance(directory.flow.look, PartnerPass)
        base, place = BaseAside(directory.orders.snapshots.base), directory.orders.snapshots.place
        self.directory = directory
        self.log = ChangeLog(base, place, [directory.flow.look])

    async def looked(self) -> set[str]:
        """Whom a look at the register touches."""
        self.directory.hints.clear()
        await self.log.look()
        return {hint.ref.id for hint in self.directory.hints}

    async def passed(self) -> set[str]:
        return {hint.ref.id for hint in await self.directory.passed()}

    async def read(self) -> set[str]:
        """The catalogs that a pass reads."""
        await self.directory.onec.do("reset_stats")
        await self.passed()
        paths = [call["path"] for call in await self.directory.onec.calls()]
        return {name for name in (PARTNERS, ENTITIES, ACCOUNTS) if any(name in path for path in paths)}


@pytest.fixture
async def office(party_directory: PartyDirectory) -> Office:
    await party_directory.onec.do("switches", versioning=True)
    return Office(party_directory)


async def test_who_was_saved_is_touched_by_the_next_look_and_by_no_pass_after_it(office):
    partner, other = await known(office.directory), await known(office.directory, name="Лютик", inn="7736050003")
    await office.passed()
    await office.looked()
    await office.directory.edit(PARTNERS, partner, Description="Ромашка-2")
    (entity,) = await office.directory.entities(other)
    await office.directory.edit(ENTITIES, entity["Ref_Key"], КПП="773601002")

    assert await office.looked() == {partner, other}
    assert await office.looked() == set()
    assert await office.passed() == set()


async def test_somebody_new_is_touched_without_a_pass(office):
    await office.passed()
    await office.looked()

    partner = (await office.directory.onec.do("partners", name="Новичок", inn="7707083893"))["partner"]

    assert await office.looked() == {partner}


async def test_a_legal_entity_that_changes_hands_touches_both(office):
    partner, other = await known(office.directory), await known(office.directory, name="Лютик", inn="7736050003")
    await office.passed()
    await office.looked()
    (entity,) = await office.directory.entities(partner)

    await office.directory.edit(ENTITIES, entity["Ref_Key"], Партнер_Key=other)

    assert await office.looked() == {partner, other}


async def test_catalogs_whose_changes_are_all_named_are_not_read_by_every_pass(office):
    partner = await known(office.directory)
    await office.looked()
    await office.passed()
    before = await office.read()
    (entity,) = await office.directory.entities(partner)
    await office.directory.edit(PARTNERS, partner, Description="Ромашка-2")
    await office.directory.edit(ENTITIES, entity["Ref_Key"], КПП="773601002")
    await office.looked()
    await office.passed()
    await office.looked()

    assert before == {PARTNERS, ENTITIES, ACCOUNTS}
    assert await office.read() == {ACCOUNTS}


async def trusted(office: Office) -> str:
    """A partner of a base whose register has named all its changes so far."""
    partner = await known(office.directory)
    await office.looked()
    await office.passed()
    await office.directory.edit(PARTNERS, partner, Description="Ромашка-2")
    await office.looked()
    await office.passed()
    await office.looked()
    return partner


@pytest.mark.parametrize(
    "off", [{"versioning": False}, {"versioned_sets": [ENTITIES]}], ids=["versioning", "of this type"]
)
async def test_what_is_switched_off_is_found_by_the_next_pass(office, off):
    partner = await trusted(office)
    await office.directory.onec.do("switches", **off)
    await office.directory.edit(PARTNERS, partner, Description="Ромашка-3")

    named = await office.looked()

    assert named == set()
    assert await office.passed() == {partner}


async def test_what_a_data_exchange_writes_is_found_and_ends_the_belief(office):
    partner = await known(office.directory)
    await office.looked()
    await office.passed()
    await office.directory.edit(PARTNERS, partner, Description="Ромашка-2")
    await office.looked()
    await office.directory.onec.do("switches", versioned_sets=[])
    await office.directory.edit(PARTNERS, partner, Description="Из обмена")
    await office.directory.onec.do("switches", versioned_sets=list(VERSIONED))

    touched = await office.passed()
    await office.looked()

    assert touched == {partner}
    assert PARTNERS in await office.read()


async def test_a_right_that_is_missing_leaves_the_passes_and_readiness_as_they_were(office):
    partner = await known(office.directory)
    await office.passed()
    await office.directory.onec.do("faults", kind="no_right", path=LOG, times=10)
    await office.directory.edit(PARTNERS, partner, Description="Ромашка-2")

    assert await office.looked() == set()
    assert await office.passed() == {partner}
    assert office.directory.orders.snapshots.base.rights.reasons == []


async def test_a_look_that_failed_is_taken_again_from_where_it_was(office):
    partner = await known(office.directory)
    await office.passed()
    await office.looked()
    await office.directory.edit(PARTNERS, partner, Description="Ромашка-2")
    await office.directory.onec.do("lock")
    with pytest.raises(BaseAwayError):
        await office.looked()
    await office.directory.onec.do("unlock")

    assert await office.looked() == {partner}
