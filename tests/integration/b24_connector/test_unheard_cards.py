"""What a write of a company or contact has sent of whose answer nobody heard is nobody's edit, whoever looks next."""

from contextlib import asynccontextmanager

import pytest

from shared.bus.errors import Retryable
from shared.messages.ring.facts import CompanyTouched, ContactTouched
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import opened_book

NEW_PHONE, LAST_PHONE = "+79160000001", "+79160000002"


@pytest.fixture(autouse=True)
def _no_pause_between_looks(monkeypatch) -> None:
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)


@asynccontextmanager
async def a_contact():
    """A contact whose answered state is known, how 1C edits it, and how it is looked at."""
    async with opened_book() as book:
        company = book.company()
        made = await book.person(company)
        await book.handle()
        yield book, lambda **words: book.command(company, ref=made.ref, **words), ContactTouched(ref=made.ref)


@asynccontextmanager
async def a_company():
    async with opened_registry() as registry:
        made = await registry.partner()
        await registry.handle()
        yield registry, lambda **words: registry.command(ref=made.ref.id, **words), CompanyTouched(ref=made.ref)


CARDS = [
    pytest.param(a_contact, {"first_name": "Пётр"}, {"first_name": "Павел"}, id="contact"),
    pytest.param(a_contact, {"phones": (NEW_PHONE,)}, {"phones": (LAST_PHONE,)}, id="contact's phone"),
    pytest.param(a_company, {"name": "Весна"}, {"name": "Лето"}, id="company"),
    pytest.param(a_company, {"phones": (NEW_PHONE,)}, {"phones": (LAST_PHONE,)}, id="company's phone"),
]
cards = pytest.mark.parametrize(("opened", "sent", "newer"), CARDS)


async def lost(peer, command) -> None:
    peer.wire.dies_at = "crm.item.update"
    with pytest.raises(Retryable):
        await peer.run(command)


async def look(peer, touch):
    peer.touches.append(touch)
    return await peer.handle()


@cards
async def test_a_newer_command_goes_over_a_lost_write(opened, sent, newer):
    async with opened() as (peer, command, touch):
        await lost(peer, command(**sent))

        outcome = await peer.run(command(**newer))

        assert outcome.ref is not None
        assert await look(peer, touch) == []


@cards
async def test_a_lost_write_is_nobodys_edit_where_the_next_command_is_refused(opened, sent, newer):
    async with opened() as (peer, command, touch):
        await lost(peer, command(**sent))
        peer.wire.app.server.faults.order(
            {"kind": "error", "method": "crm.item.update", "status": 400, "code": "ERROR_CORE", "text": "Нет"}
        )

        await peer.run(command(**newer))
        peer.store.outwaited = True

        assert await look(peer, touch) == []


@cards
async def test_a_lost_write_is_nobodys_edit_however_long_it_stands(opened, sent, newer):
    async with opened() as (peer, command, touch):
        await lost(peer, command(**sent))
        peer.store.outwaited = True

        assert await look(peer, touch) == []
        await peer.run(command(**newer))
        assert await look(peer, touch) == []
