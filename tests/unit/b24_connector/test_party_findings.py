"""What `check` says of companies and contacts that the rules let cross."""

from dataclasses import replace

import pytest

from services.b24_connector.reference.party_findings import check_parties
from services.b24_connector.vocabulary.requisites import Preset
from shared.rules.directory import CompanyRules, ContactRules
from tests.delivered import delivered_rules

COMPANY = Preset(id="1", name="Организация", kind="company")
SOLE_TRADER = Preset(id="2", name="ИП", kind="sole_trader")


class Templates:
    def __init__(self, *presets: Preset) -> None:
        self.presets = presets
        self.has_heads, self.head_field, self.head_flaw = True, "ufCrmDealbusHead", ""


def found(*presets: Preset, companies: str, contacts: str, field: str = "ufCrmDealbusHead") -> list[tuple[bool, str]]:
    templates = Templates(*presets)
    templates.head_field = field
    rules = delivered_rules()
    directory = rules.directory.model_copy(
        update={"companies": CompanyRules(direction=companies), "contacts": ContactRules(direction=contacts)}
    )
    crossing = rules.model_copy(update={"directory": directory})
    return [(one.ok, one.text) for one in check_parties(templates, crossing, 60)]


def test_nothing_is_said_where_nothing_crosses() -> None:
    assert found(COMPANY, SOLE_TRADER, companies="off", contacts="off") == []


def test_orders_need_russian_templates_where_no_companies_cross() -> None:
    kazakh = [replace(one, country="398") for one in (COMPANY, SOLE_TRADER)]

    ((is_fine, text),) = found(*kazakh, companies="off", contacts="off")

    assert (is_fine, "для вида: организация, ИП." in text) == (False, True)


@pytest.mark.parametrize(("direction", "said"), [("both", "обход раз в 60 с"), ("1c→b24", "в контакты компаний")])
def test_the_administrator_reads_which_events_contacts_need(direction, said) -> None:
    ((_, _), (is_fine, text)) = found(COMPANY, SOLE_TRADER, companies="both", contacts=direction)

    assert (is_fine, said in text) == (True, True)


def test_a_missing_template_is_named() -> None:
    ((is_fine, text),) = found(COMPANY, companies="both", contacts="off")

    assert not is_fine
    assert text == (
        "В портале нет действующего российского шаблона реквизитов для вида: ИП. Верните его в настройках CRM, "
        "включите или заведите: без шаблона таких клиентов 1С обмен не заводит."
    )


def test_a_template_that_is_switched_off_is_missing() -> None:
    ((is_fine, text),) = found(COMPANY, replace(SOLE_TRADER, is_active=False), companies="both", contacts="off")

    assert (is_fine, "для вида: ИП." in text) == (False, True)


def test_a_missing_field_for_the_head_of_a_company_is_named() -> None:
    ((is_fine, text),) = found(COMPANY, SOLE_TRADER, companies="both", contacts="off", field="")

    assert (is_fine, "«Головная компания»" in text, "dealbus setup" in text) == (False, True, True)
