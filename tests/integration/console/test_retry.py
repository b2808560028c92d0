"""`dealbus retry` on a real broker and database: what `dealbus trace` tells of a pair is what comes back to work."""

import asyncio
import shlex

import pytest
from typer.testing import CliRunner

from services.console.__main__ import app
from services.console.dead_letters import dead
from services.console.reconcile.outstanding import outstanding
from services.mapper.links import Links
from shared.bus.topology import apply_topology
from shared.messages.things import Ref
from shared.store import connect
from tests.integration.console.test_expire import bury
from tests.integration.console.test_status import settings
from tests.unit.console.test_fixing import COMPANY

PARTNER = "0a000000-0000-4000-8000-0000000000c1"
__all__ = ["settings"]

DEAL, OTHER = Ref(system="b24", kind="deal", id="41"), Ref(system="b24", kind="deal", id="42")
ORDER = Ref(system="onec", kind="order", id="5b1d6e0a-0000-4000-8000-0000000000c2")


@pytest.mark.parametrize("typed", [DEAL.key, ORDER.key.upper()])
@pytest.mark.parametrize("born", [DEAL, ORDER])
async def test_what_was_given_up_of_either_half_comes_back_by_the_key_of_either(settings, typed, born):
    await apply_topology(settings.amqp_url)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        links = Links(database)
        await links.prepare()
        await links.bear(born)
        await links.complete(born.key, ORDER if born is DEAL else DEAL, target="onec" if born is DEAL else "b24")
        await links.bear(OTHER)
    await bury(settings.amqp_url, **{DEAL.key: "", ORDER.key: "", OTHER.key: ""})

    done = await asyncio.to_thread(CliRunner().invoke, app, ["retry", typed])

    assert (done.exit_code, "Возвращено в работу: 2." in done.output) == (0, True), done.output
    assert [one.letter.subject for one in await dead.every(settings)] == [OTHER.key]


async def test_a_deal_in_no_pair_has_its_own_letters_back(settings):
    await apply_topology(settings.amqp_url)
    await bury(settings.amqp_url, **{DEAL.key: "", OTHER.key: ""})

    done = await asyncio.to_thread(CliRunner().invoke, app, ["retry", DEAL.key])

    assert (done.exit_code, "Возвращено в работу: 1." in done.output) == (0, True), done.output
    assert [one.letter.subject for one in await dead.every(settings)] == [OTHER.key]


async def test_what_a_fix_could_not_carry_is_listed_by_the_command_that_it_names(settings):
    words = {"caption": "Название", "deal": "", "order": "Ромашка", "note": ""}
    one = COMPANY | words | {"order_id": PARTNER}
    await apply_topology(settings.amqp_url)
    await bury(settings.amqp_url, **{"company:17": "", f"partner:{PARTNER}": "", "company:18": ""})
    (line,) = outstanding([one], [one], "b24")

    listed = await asyncio.to_thread(CliRunner().invoke, app, shlex.split(line.partition("dealbus ")[2]))

    assert (listed.exit_code, "Отложенных сообщений: 2." in listed.output) == (0, True), listed.output
    assert f"dealbus dead replay --subject company:17 --subject partner:{PARTNER}" in listed.output
