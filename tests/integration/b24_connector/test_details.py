"""«Подробнее»: where there is a page of the console, a deal that something hinders links to its own story there."""

from services.b24_connector.reader.census import DealCensusReader
from services.b24_connector.reference.directory import Directory
from services.b24_connector.setup import setup
from services.b24_connector.vocabulary.names import USER_FIELDS, made_fields
from services.b24_connector.writer.notes import NoteWriter
from shared.process.page_links import PageLinks
from tests.delivered import delivered_rules
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_exchange_fields import CREATED, NO_INN, note

__all__ = ["office"]

LINKS = PageLinks("https://bus.example", "k" * 32)


async def linked(office) -> str:
    """Have the portal get the field, and notes written with links; return how the portal calls it."""
    directory = office.directory = Directory(office.portal, linked=True)
    await setup(office.portal, directory, delivered_rules())
    office.notes = NoteWriter(office.portal, office.store, directory.stage_name, lambda: directory.fields, links=LINKS)
    return directory.fields.names["details"]


def pair_of(link: str) -> str | None:
    address, _, token = link.rpartition("/")
    assert address == "https://bus.example/p"
    return LINKS.read(token)


async def test_a_refused_deal_links_to_its_story(office):
    field, deal = await linked(office), office.new_deal()

    await note(office, deal, NO_INN, waiting=True)

    assert pair_of(office.deal(deal)[field]) == f"deal:{deal}"


async def test_a_link_of_another_second_is_no_reason_to_write_the_deal(office):
    field, deal = await linked(office), office.new_deal()
    await note(office, deal, NO_INN, waiting=True)
    link, before = office.deal(deal)[field], office.asked["crm.item.update"]

    await note(office, deal, NO_INN, waiting=True)

    assert (office.deal(deal)[field], office.asked["crm.item.update"]) == (link, before)


async def test_a_deal_that_nothing_hinders_gets_none(office):
    field, deal = await linked(office), office.new_deal()

    await note(office, deal, CREATED, waiting=False)

    assert not office.deal(deal).get(field)


async def test_without_a_page_no_field_is_made_and_none_is_written(office):
    deal = office.new_deal()

    await note(office, deal, NO_INN, waiting=True)

    assert "details" not in made_fields("b24")
    assert USER_FIELDS["details"].upper not in {row["fieldName"] for row in office.simulated.table("userfield")}


async def test_one_deal_is_told_as_it_stands_now_and_one_that_is_gone_as_gone(office):
    deal = office.new_deal()
    aside = office.portal.aside()
    reader = DealCensusReader(aside, Directory(aside), office.store, delivered_rules())

    found, gone = [await reader.as_it_is(str(number)) for number in (deal, 999_999)]

    assert (found.order.ref.id, found.order.title) == (str(deal), office.deal(deal)["title"])
    assert found.order.lines
    assert (gone.order, gone.unread) == (None, "")
