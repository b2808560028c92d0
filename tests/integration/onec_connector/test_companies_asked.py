"""What would become of clients, said before anything is written: the reader's and the writer's own decisions."""

from services.onec_connector.base.query import Query
from shared.messages.groups import Stamp
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.things import Ref
from tests.integration.onec_connector.party_directory import (
    COMPANY,
    ENTITIES,
    OTHER_INN,
    OWNERS,
    PARTNERS,
    company,
    known,
    legal,
    made,
    paired,
)
from tests.integration.onec_connector.test_deaths import freeze

SECOND = Ref(system="b24", kind="company", id="918")


def command(wanted, *, source=COMPANY, edited=5, **more) -> PartnerUpsert:
    stamps = {group: Stamp(edited=edited) for group in CompanyGroup}
    values = {"key": source.key, "source": source, "owners": OWNERS, "may_create": True} | more
    return PartnerUpsert(company=wanted.with_(groups=stamps), **values)


async def weighed(directory, *commands) -> list:
    return [await directory.flow.trial.partner(one) for one in commands]


async def versions(directory) -> list:
    async with directory.onec.clerk() as base:
        return [
            (row["Ref_Key"], row["DataVersion"])
            for name in (PARTNERS, ENTITIES)
            async for row in base.pages(name, Query(order_by="Ref_Key"))
        ]


async def test_names_that_1c_has_no_room_for_are_said_before_they_are_cut(party_directory):
    long = company(legal_entities=(legal(inn=OTHER_INN),)).with_(name="Ромашка " * 20)

    (verdict,) = await weighed(party_directory, command(long))

    assert (verdict.would, verdict.why) == ("create", "")
    assert verdict.unkept.startswith("В 1С сократится по длине: название «Ромашка Ромашка")
    assert verdict.unkept.endswith("…» (100 знаков). Если так не узнать, сократите в карточке сами.")


async def test_a_company_would_be_made_linked_or_left_to_a_person(party_directory):
    await known(party_directory)
    before = await versions(party_directory)

    verdicts = await weighed(
        party_directory,
        command(company()),
        command(company(legal_entities=(legal(inn=OTHER_INN),))),
        command(company(legal_entities=(legal(inn="7707083894"),))),
        command(company(legal_entities=(legal(kpp="997701001"),))),
        command(company(legal_entities=()), may_create=False),
    )

    assert [one.would for one in verdicts] == ["link", "create", "refused", "doubtful", "left"]
    assert verdicts[1].unkept == ""
    assert all("«Ромашка»" in one.why for one in verdicts[2:4])
    assert verdicts[0].key == COMPANY.key
    assert await versions(party_directory) == before


async def test_a_pair_is_compared_as_the_writer_compares_it(party_directory):
    guid = await made(party_directory)

    verdicts = await weighed(
        party_directory,
        command(paired(guid)),
        command(paired(guid, name="Ромашка-Плюс")),
        command(paired(guid, name="Ромашка-Плюс"), edited=1),
        command(company(), source=SECOND),
    )

    assert [one.would for one in verdicts] == ["same", "change", "same", "refused"]
    assert "917" in verdicts[3].why


async def test_a_pair_whose_name_is_frozen_would_not_be_written(party_directory):
    guid = await made(party_directory)
    await freeze(party_directory.flow.store, f"partner:{guid}", "name")

    (verdict,) = await weighed(party_directory, command(paired(guid, name="Ромашка-Плюс")))

    assert verdict.would == "same"


async def test_all_clients_are_told_as_the_reader_tells_them(party_directory):
    guid = await known(party_directory)
    marked = (await party_directory.onec.do("partners", name="Мак", inn=OTHER_INN, kpp="773601001"))["partner"]
    await party_directory.edit(PARTNERS, marked, DeletionMark=True)
    read = await party_directory.told(guid, force=True)

    told = {fact.company.ref.id: fact.company async for fact in party_directory.flow.reader.would_tell()}

    assert told[guid] == read
    assert "Мак" not in {one.name for one in told.values()}
