"""What each reader holds back and remembers: while its record is written, and when the broker does not take a fact."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from shared.bus.errors import Retryable
from shared.bus.result import HandlerResult
from shared.messages.contact import in_company
from shared.messages.envelope import wrap
from shared.messages.ring.facts import CompanyTouched, ContactTouched, DealTouched
from tests.integration.b24_connector.commands import deal_ref
from tests.integration.b24_connector.company_office import company_ref, opened_registry
from tests.integration.b24_connector.contact_office import opened_book
from tests.integration.b24_connector.in_process import opened_office


@dataclass
class Watched:
    """A record in the portal, and its reader.

    Args:
        office: portal, handlers and store.
        touch: the hint at it.
        name: gives it a name.
        delete: deletes it.
        told: what a fact tells of it.
    """

    office: Any
    touch: Any
    name: Callable[[str], None]
    delete: Callable[[], None]
    told: Callable[[Any], Any]

    async def look(self) -> HandlerResult:
        """Read it once; the broker has not taken anything yet."""
        self.office.simulated.clock.advance(60)
        await self.office.portal.call("server.time", {})
        return await self.office.reader.touched(wrap(self.touch, source="test"), self.touch)

    async def read(self) -> Any:
        """Read it with a broker that takes everything; returns what is told, None for nothing."""
        done = await self.look()
        if done.then:
            await done.then()
        return self.fact(done)

    def fact(self, done: HandlerResult) -> Any:
        return self.told(done.publish[0]) if done.publish else None


@contextlib.asynccontextmanager
async def watched_deal() -> AsyncIterator[Watched]:
    async with opened_office() as office:
        deal = office.new_deal()
        yield Watched(
            office,
            DealTouched(ref=deal_ref(deal)),
            lambda title: office.edit(deal, title=title),
            lambda: office.delete(deal),
            lambda fact: fact.order,
        )


@contextlib.asynccontextmanager
async def watched_company() -> AsyncIterator[Watched]:
    async with opened_registry() as registry:
        company = registry.typed()
        yield Watched(
            registry,
            CompanyTouched(ref=company_ref(company)),
            lambda title: registry.edit(company, title=title),
            lambda: registry.delete(company),
            lambda fact: fact.company,
        )


@contextlib.asynccontextmanager
async def watched_contact() -> AsyncIterator[Watched]:
    async with opened_book() as book:
        company = book.company()
        contact = book.typed(company)
        yield Watched(
            book,
            ContactTouched(ref=in_company(str(contact), str(company))),
            lambda name: book.edit(contact, lastName=name),
            lambda: book.delete(contact),
            lambda fact: fact.contact,
        )


@pytest.fixture(params=[watched_deal, watched_company, watched_contact], ids=lambda one: one.__name__)
async def watched(request) -> AsyncIterator[Watched]:
    async with request.param() as record:
        yield record


@pytest.fixture(autouse=True)
def _no_pause_between_looks(monkeypatch) -> None:
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)


async def test_half_of_a_write_is_not_published(watched):
    await watched.read()
    watched.name("Весна")
    await watched.office.store.begin_write(watched.touch.ref.key)

    with pytest.raises(Retryable, match="being written"):
        await watched.look()


async def test_a_record_that_is_deleted_while_it_is_written_is_told_once_the_write_has_ended(watched):
    await watched.read()
    watched.delete()
    await watched.office.store.begin_write(watched.touch.ref.key)

    with pytest.raises(Retryable, match="being written"):
        await watched.look()


async def test_every_edit_gets_a_higher_number_than_the_one_before(watched):
    first = await watched.read()
    watched.name("Весна")

    second = await watched.read()

    assert max(one.edited for one in second.groups.values()) > max(one.edited for one in first.groups.values())


async def test_a_value_taken_back_after_its_publication_was_not_remembered_is_published_again(watched):
    watched.name("Осень")
    await watched.read()
    watched.name("Весна")
    await watched.look()  # the broker has it, and the process died before it could remember
    watched.name("Осень")

    assert await watched.read() is not None


async def test_a_fact_that_the_broker_did_not_take_is_published_by_the_next_look(watched):
    await watched.look()

    assert await watched.read() is not None


async def test_a_deletion_that_the_broker_did_not_take_is_published_by_the_next_look(watched):
    await watched.read()
    watched.delete()
    await watched.look()

    assert await watched.read() is not None


async def test_what_a_person_has_decided_against_is_known_when_its_message_comes_late(watched):
    group = next(iter((await watched.read()).groups))
    watched.touch = watched.touch.with_(asserted={group: 77})

    await watched.look()

    assert (await watched.office.store.get(watched.touch.ref.key)).groups[group].known == 77
