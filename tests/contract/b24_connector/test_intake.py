"""The portal's events: who may send them, and what is answered."""

import asyncio
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from services.b24_connector.intake import DealPush, bursts
from services.b24_connector.intake.push import BODY_LIMIT
from shared.bus.errors import BrokerAwayError
from shared.messages.ring.facts import CompanyTouched, ContactTouched
from shared.store import Entity
from tests.waiting import wait_until

RUSSIAN = frozenset("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ")
TOKEN, MEMBER = "51856fefc120afa4b628cc82d3935cce", "a223c6b3710f85df22e9377d6c4f7553"


class Waiting:
    """Deals that wait, as the store would list them."""

    def __init__(self) -> None:
        self.asked: list[dict] = []

    async def listing(self, where):
        self.asked.append(dict(where))
        await asyncio.sleep(0)  # as a query does: others run meanwhile
        if "fields.unsettled" in where:
            yield Entity(key="order:1", fields={"refused_upsert": "1", "unsettled": True})
        else:
            yield Entity(key="deal:41", ref="41")


class Portal:
    def __init__(self, *, broker_away: bool = False, token: str = TOKEN, directories=()) -> None:
        self.published: list = []
        self.missed = 0
        self.store = Waiting()
        self.broker_away = broker_away
        words = {"token": token, "member_id": MEMBER, "directories": directories}
        self.push = DealPush(self._publish, self.store, **words, missed=self._miss)
        transport = httpx.ASGITransport(Starlette(routes=[self.push.route]))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://bus")

    async def _publish(self, *messages):
        if self.broker_away:
            raise BrokerAwayError("the broker is away")
        self.published += messages

    def _miss(self):
        self.missed += 1

    async def sends(self, event, number="41", *, token=TOKEN, member=MEMBER, **fields):
        form = {
            "event": event,
            "event_handler_id": "975",
            "data[FIELDS][ID]": number,
            "ts": "1772435701",
            "auth[domain]": "p.bitrix24.ru",
            "auth[member_id]": member,
            "auth[application_token]": token,
            **{f"data[FIELDS][{name}]": value for name, value in fields.items()},
        }
        return await self.client.post("/b24/events", content=urlencode(form))


@pytest.mark.parametrize("event", ["ONCRMDEALADD", "ONCRMDEALUPDATE", "onCrmDealUpdate", "ONCRMDEALMOVETOCATEGORY"])
async def test_an_event_of_a_deal_is_published_before_it_is_answered(event):
    portal = Portal()

    answer = await portal.sends(event)

    assert answer.status_code == 200
    assert [(one.ref.key, one.gone) for one in portal.published] == [("deal:41", False)]


async def test_a_deletion_says_so():
    portal = Portal()

    await portal.sends("ONCRMDEALDELETE")

    assert [one.gone for one in portal.published] == [True]


@pytest.mark.parametrize(("token", "times"), [(TOKEN, 1), ("wrong", 0)])
async def test_an_event_that_is_let_in_shows_that_the_webhook_leads_here(token, times):
    portal, heard = Portal(), []
    portal.push.heard = lambda: heard.append(1)

    await portal.sends("ONCRMLEADADD", token=token)

    assert len(heard) == times


@pytest.mark.parametrize(("token", "member"), [("wrong", MEMBER), ("", MEMBER), (TOKEN, "stranger")])
async def test_a_stranger_is_turned_away(token, member):
    portal = Portal()

    answer = await portal.sends("ONCRMDEALUPDATE", token=token, member=member)

    assert answer.status_code == 403
    assert answer.json()["error"][:1] in RUSSIAN
    assert portal.published == []


async def test_without_a_token_of_ours_nobody_is_trusted():
    portal = Portal(token="")

    answer = await portal.sends("ONCRMDEALUPDATE", token="")

    assert answer.status_code == 403
    assert "DEALBUS_B24_APPLICATION_TOKEN" in answer.json()["error"]


@pytest.mark.parametrize(
    ("event", "fields", "touched"),
    [
        ("ONCRMCOMPANYADD", {}, ("company:41", False)),
        ("ONCRMCOMPANYUPDATE", {}, ("company:41", False)),
        ("ONCRMCOMPANYDELETE", {}, ("company:41", True)),
        ("ONCRMREQUISITEUPDATE", {}, ("requisite:41", False)),
        ("ONCRMREQUISITEDELETE", {}, ("requisite:41", False)),
        ("ONCRMBANKDETAILADD", {}, ("bankdetail:41", False)),
        ("ONCRMADDRESSREGISTER", {"TYPE_ID": 6, "ENTITY_TYPE_ID": 8, "ENTITY_ID": 7}, ("requisite:7", False)),
        ("ONCRMADDRESSUNREGISTER", {"TYPE_ID": 6, "ENTITY_TYPE_ID": 8, "ENTITY_ID": 7}, ("requisite:7", False)),
    ],
)
async def test_an_event_of_a_company_or_its_requisites_is_looked_at_where_companies_cross(event, fields, touched):
    portal, without = Portal(directories=["companies"]), Portal(directories=["contacts"])

    for one in (portal, without):
        await one.sends(event, **fields)

    found = [(one.ref.key, one.gone) for one in portal.published if isinstance(one, CompanyTouched)]
    assert found == [touched]
    assert not [one for one in without.published if isinstance(one, CompanyTouched)]


@pytest.mark.parametrize(
    ("event", "touched"),
    [
        ("ONCRMCONTACTADD", ("contact:41", False)),
        ("ONCRMCONTACTUPDATE", ("contact:41", False)),
        ("ONCRMCONTACTDELETE", ("contact:41", True)),
        ("ONCRMCOMPANYUPDATE", ("company:41", False)),
    ],
)
async def test_an_event_of_a_contact_or_of_whom_he_speaks_for_is_looked_at_where_contacts_cross(event, touched):
    portal, without = Portal(directories=["contacts"]), Portal(directories=["companies"])

    for one in (portal, without):
        await one.sends(event)

    found = [(one.ref.key, one.gone) for one in portal.published if isinstance(one, ContactTouched)]
    assert found == [touched]
    assert not [one for one in without.published if isinstance(one, ContactTouched)]


async def test_an_unknown_event_is_taken_and_forgotten():
    portal = Portal()

    answer = await portal.sends("ONIMCONNECTORMESSAGEADD")

    assert (answer.status_code, answer.json()["status"]) == (200, "unknown")
    assert portal.published == []


@pytest.mark.parametrize(
    ("event", "where"),
    [
        ("ONCRMCOMPANYUPDATE", {"fields.waiting": True, "fields.company": "41"}),
        ("ONCRMCONTACTUPDATE", {"fields.waiting": True, "fields.contact": "41"}),
        ("ONCRMREQUISITEADD", {"fields.waiting": True}),
        ("CATALOG.PRODUCT.ON.UPDATE", {"fields.waiting": True}),
    ],
)
async def test_deals_that_wait_for_a_party_or_product_are_looked_at_again(event, where):
    portal = Portal()

    await portal.sends(event)

    assert where in portal.store.asked
    assert "41" in [one.ref.id for one in portal.published]


BURST = ["ONCRMCOMPANYUPDATE", "ONCRMCONTACTUPDATE", "ONCRMREQUISITEADD", "ONCRMREQUISITEUPDATE"]


@pytest.mark.parametrize("event", BURST)
async def test_a_burst_of_events_looks_once_and_once_more_at_its_end(event, monkeypatch):
    monkeypatch.setattr(bursts, "WINDOW_S", 3600)
    portal = Portal()

    await portal.sends(event)
    once = list(portal.published)
    answers = {(await portal.sends(event)).status_code for _ in range(59)}
    meanwhile = portal.published[len(once) :]
    await portal.push.bursts.end()

    assert (answers, meanwhile) == ({200}, [])
    assert sorted(one.ref.key for one in portal.published) == sorted(2 * [one.ref.key for one in once])


async def test_events_that_come_together_share_one_look(monkeypatch):
    monkeypatch.setattr(bursts, "WINDOW_S", 3600)
    portal = Portal()

    answers = await asyncio.gather(*(portal.sends("ONCRMREQUISITEADD", str(number)) for number in range(30)))

    assert {answer.status_code for answer in answers} == {200}
    assert portal.store.asked.count({"fields.waiting": True}) == 1


async def test_what_was_put_off_is_looked_at_when_the_window_ends_and_again_when_that_fails(monkeypatch):
    monkeypatch.setattr(bursts, "WINDOW_S", 0.02)
    portal = Portal()
    await portal.sends("ONCRMCOMPANYUPDATE")

    portal.broker_away = True
    await portal.sends("ONCRMCOMPANYUPDATE")
    await wait_until(lambda: portal.missed)
    portal.broker_away = False

    await wait_until(lambda: [one.ref.key for one in portal.published].count("deal:41") == 2)


async def test_open_deals_of_a_corrected_requisite_are_looked_at():
    portal = Portal()

    await portal.sends("ONCRMREQUISITEUPDATE", "27")

    assert portal.store.asked[-1] == {"fields.closed": {"$ne": True}, "fields.requisite.id": "27"}
    assert portal.published[-1].ref.key == "deal:41"


@pytest.mark.parametrize("event", ["ONCRMCOMPANYUPDATE", "ONCRMCONTACTUPDATE", "ONCRMREQUISITEUPDATE"])
async def test_an_order_whose_client_was_in_doubt_is_looked_at_when_a_card_has_changed(event):
    portal = Portal()

    await portal.sends(event)

    assert [(one.ref.key, one.force) for one in portal.published if one.ref.system == "onec"] == [("order:1", True)]


async def test_while_the_broker_is_away_the_answer_is_503_and_the_sweep_is_woken():
    portal = Portal(broker_away=True)

    answer = await portal.sends("ONCRMDEALUPDATE")

    assert answer.status_code == 503
    assert portal.missed == 1


SIGNED = f"&auth[application_token]={TOKEN}&auth[member_id]={MEMBER}".encode()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (SIGNED, 400),
        (b"event=" + SIGNED, 400),
        (b"\xff\xfe" + SIGNED, 400),
        (b"x" * (BODY_LIMIT + 1), 413),
        (b"event[a]=b" + SIGNED, 400),
        (b"a=b&" * 1000 + SIGNED, 400),
        (b"", 403),
        (b"%" * BODY_LIMIT, 403),
        (b"auth[application_token][]=" + TOKEN.encode(), 403),
    ],
)
async def test_a_body_that_is_no_event_is_named_as_such(body, status):
    portal = Portal()

    answer = await portal.client.post("/b24/events", content=body)

    assert answer.status_code == status
    assert answer.json()["error"][:1] in RUSSIAN


@pytest.mark.parametrize("event", ["ONCRMDEALUPDATE", "ONCRMCOMPANYUPDATE", "ONCRMREQUISITEUPDATE"])
@pytest.mark.parametrize("number", ["", "abc", "²", "٣", "-1", "1.0", "1" * 19, "1" * 60_000, "41 ", "4\n1"])
async def test_whatever_is_no_id_of_the_portal_is_refused(event, number):
    portal = Portal()

    answer = await portal.sends(event, number=number)

    assert answer.status_code == 400
    assert (portal.published, portal.store.asked) == ([], [])


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: urlencode({"event": text}).encode() + SIGNED))
async def test_no_body_at_all_is_a_failure_of_ours(body):
    answer = await Portal().client.post("/b24/events", content=body)

    assert answer.status_code in {200, 400, 403}
