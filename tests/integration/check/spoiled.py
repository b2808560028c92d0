"""What people do wrong when they set the exchange up, each as a function that spoils a right set-up."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sandbox.dataset import build_dataset
from sandbox.portal.control import cards
from sandbox.portal.engine.fields import DEAL
from sandbox.portal.methods.userfields import add_field
from sandbox.portal.seed import ADMIN, OWN_FIELDS
from sandbox.portal.web.faults import OrderedFault
from services.b24_connector.reference.event_findings import HeardEvents
from tests.integration.check.conftest import Company

Spoil = Callable[[Company], object]

DEFAULT_AGREEMENT = "Опт, отсрочка 14 дней"


def in_rules(*edits: tuple[str, str]) -> Spoil:
    def spoil(company: Company) -> None:
        for old, new in edits:
            company.write(old, new)

    return spoil


def cutoff(moment: str) -> Spoil:
    def spoil(company: Company) -> None:
        company.rules = re.sub(r"(?m)^cutoff: .*$", f"cutoff: {moment}", company.rules)

    return spoil


def portal(**switches: object) -> Spoil:
    return lambda company: company.portal.switches.change(switches)


def base(**switches: object) -> Spoil:
    return lambda company: company.do("switches", **switches)


def setting(**values: object) -> Spoil:
    return lambda company: company.settings.update(values)


def access(**values: object) -> Spoil:
    return lambda company: [setattr(company, name, value) for name, value in values.items()]


def webhook(old: str, new: str) -> Spoil:
    return lambda company: setattr(company, "webhook", company.webhook.replace(old, new))


def page_of_the_portal(kind: str) -> Spoil:
    return lambda company: company.wire_faults(OrderedFault(kind, count=20))


def stage(code: str, name: str, sort: int) -> Spoil:
    """An administrator of the portal adds a stage to the main pipeline."""

    def spoil(company: Company) -> None:
        row = {"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": code, "NAME": name, "NAME_INIT": name, "SORT": sort}
        row |= {"SYSTEM": "N", "CATEGORY_ID": None, "COLOR": "", "SEMANTICS": None}
        company.portal.table("status").add(row, "ID")

    return spoil


def dismissed(email: str) -> Spoil:
    def spoil(company: Company) -> None:
        next(one for one in company.portal.table("user") if one["email"] == email)["active"] = False

    return spoil


def heard(last: datetime | None) -> Spoil:
    return lambda company: setattr(company, "heard", HeardEvents(last, listening=True))


def refused(last: datetime | None) -> Spoil:
    """Events come, but with the token of another outgoing webhook."""
    why, at = "Токен другой: запишите верный.", datetime.now(UTC)
    return lambda company: setattr(company, "heard", HeardEvents(last, listening=True, refused=at, why=why))


def in_silence_and_without_offsets(company: Company) -> None:
    """The portal takes a moment in a filter for its own clock time, as some do."""
    company.portal.switches.change({"date_filter_offset": "ignored"})
    a_deal_changed_in_silence(company)


def a_deal_changed_in_silence(company: Company) -> None:
    """The events of an hour ago came, the one of this deal did not."""
    now = datetime.now(UTC)
    company.portal.clock.freeze(now - timedelta(minutes=20))
    cards.create(company.portal, {"title": "Болты", "stage": "NEW"})
    company.portal.clock.freeze(now)
    heard(now - timedelta(hours=1))(company)


def not_set_up(company: Company) -> None:
    fields = company.portal.table("userfield").rows
    for number in [number for number, row in fields.items() if row["fieldName"] not in OWN_FIELDS]:
        del fields[number]
    company.portal.fields_cache = {}


def obligatory(company: Company) -> None:
    """The portal's administrator wants a field of his own filled in every deal."""
    asked = {"FIELD_NAME": "UF_CRM_CHANNEL", "USER_TYPE_ID": "string", "LABEL": "Канал", "MANDATORY": "Y"}
    add_field(company.portal, ADMIN, DEAL, asked)
    company.portal.fields_cache = {}


def of_another_portal(company: Company) -> None:
    webhook("http://portal.test", "https://drugoy.bitrix24.ru")(company)
    company.heard = HeardEvents(None, listening=False)


def clock_of_another_zone(company: Company) -> None:
    company.portal.clock.advance(-3 * 3600)


def slow_clock(company: Company) -> None:
    company.portal.clock.advance(-600)


async def another_zone(company: Company) -> None:
    """The server of 1C stands in Yekaterinburg, two hours ahead of what the setting says."""
    there = datetime.now(UTC) + timedelta(hours=5)
    await company.do("clock", now=there.replace(tzinfo=None, second=7).isoformat())
    known = build_dataset(1, 6, 12)
    client = next(one for one in known.clients if one.known_to_onec and one.kind == "company" and one.agreement)
    await company.do("orders", client=client.guid, rows=[{"item": known.items[0].guid, "quantity": 1, "price": 100}])


async def twice_in_1c(company: Company) -> None:
    """Somebody has entered the organisation once more."""
    await company.do(
        "objects", of="Catalog_Организации", set={"Description": "Торговый дом (новый)", "ИНН": "7701310010"}
    )


async def marked_in_1c(company: Company) -> None:
    organisation = build_dataset(1, 6, 12).organisations[0].guid
    await company.do("objects", of="Catalog_Организации", guid=organisation, set={"DeletionMark": True})


def typical_agreement(**fields: object) -> Spoil:
    """Edit the typical agreements that the rules do not name."""
    agreements = build_dataset(1, 6, 12).typical_agreements

    async def spoil(company: Company) -> None:
        for one in agreements:
            if one.name != DEFAULT_AGREEMENT:
                await company.do("agreements", guid=one.guid, set=fields)

    return spoil


async def group_of_warehouses(company: Company) -> None:
    """The rules name the group that the warehouses of 1C stand in."""
    in_rules(("default: Основной склад", "default: Городские склады"))(company)
    group = {"Description": "Городские склады", "IsFolder": True}
    await company.do("objects", of="Catalog_Склады", set=group)


async def agreement_over(company: Company) -> None:
    over = next(one for one in build_dataset(1, 6, 12).typical_agreements if one.name == DEFAULT_AGREEMENT)
    await company.do("agreements", guid=over.guid, set={"ДатаОкончанияДействия": "2025-12-31T00:00:00"})


async def of_another_base(company: Company) -> None:
    company.write('default: "7701310010"', 'default: "7707083893"')
    await company.set_up()
