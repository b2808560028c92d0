"""A company that bears a partner's mark and says that it is somebody else: a copied card, made another client's."""

import pytest

from services.b24_connector.writer.refusal import DealRefusal, called_alike, copied
from shared.messages.ring.doubts import Doubt
from shared.messages.things import Contacts, Customer, Person, Ref
from tests.unit.b24_connector.party_world import ROMASHKA, contact, row, world

__all__ = ["world"]
OTHERS_INN = "7728168971"
CUSTOMER = Customer(
    origin=Ref(system="onec", kind="partner", id="partner"), name="ООО «Ромашка»", legal_entity=ROMASHKA
)


def bears_mark(world, title, *requisites):
    world.portal.answers["crm.item.list"] = {"items": [{"id": 9}]}
    world.portal.answers["crm.requisite.list"] = lambda params: [] if "ID" in params["filter"] else list(requisites)
    world.has_company("9", *requisites)
    world.has_card({"id": "9", "title": title})


async def test_a_copied_card_with_another_name_and_inn_is_a_matter_for_a_person(world):
    bears_mark(world, "Лютик", row("27", "9", inn=OTHERS_INN))

    with pytest.raises(DealRefusal, match="«Лютик», а у неё другие название и ИНН") as refusal:
        await world.find(CUSTOMER)

    assert (refusal.value.reason, world.created()) == ("ambiguous_customer", [])
    assert refusal.value.remedy == (
        "Если это тот же клиент, исправьте название или ИНН компании; если другой, попросите администратора обмена "
        "указать нужную компанию. После этого {itself}."
    )
    (doubt,) = refusal.value.doubts
    assert [one.ref.id for one in doubt.candidates] == ["9"]


def test_where_nobody_can_choose_the_administrator_is_shown_the_copied_company():
    assert copied("Ромашка", "Лютик", None).remedy == (
        "Если это тот же клиент, исправьте название или ИНН компании; если другой, покажите её администратору обмена. "
        "После этого {itself}."
    )


@pytest.mark.parametrize("doubt", [None, Doubt.model_construct()], ids=["nobody can choose", "an administrator can"])
def test_what_to_do_about_a_namesake_with_another_phone_reads_as_a_sentence(doubt):
    remedy = called_alike("Анна", "Ромашка", ["Анна (№ 9)"], doubt).remedy

    assert remedy.startswith("Если это не он, исправьте телефон или имя")
    assert remedy.endswith("; после этого {itself}.")


@pytest.mark.parametrize(
    ("title", "requisites"),
    [
        ("Лютик", [row("27", "9")]),
        ("Лютик", [row("27", "9", kpp="771001001")]),
        ("Лютик", [row("27", "9", inn=OTHERS_INN), row("28", "9")]),
        ("Лютик", []),
        ("Лютик", [row("27", "9", inn="", kpp="")]),
        ("Ромашка, опт", [row("27", "9", inn=OTHERS_INN)]),
    ],
)
async def test_a_mark_is_believed_where_a_number_or_the_name_agrees_or_nothing_is_said(world, title, requisites):
    bears_mark(world, title, *requisites)

    found = await world.find(CUSTOMER)

    assert found.company == "9"


ANNA = Person(
    origin=Ref(system="onec", kind="contact_person", id="person"),
    name="Смирнова Анна",
    contacts=Contacts(phones=("+79161234567",)),
)
AS_CLIENT = Customer(
    origin=Ref(system="onec", kind="partner", id="partner"), name=ANNA.name, kind="person", contacts=ANNA.contacts
)


OTHER_PHONE = {"fm": [{"id": 1, "typeId": "PHONE", "value": "8 916 765-43-21"}]}


@pytest.mark.parametrize("who", [{"person": ANNA}, {"customer": AS_CLIENT}], ids=["a contact person", "a client"])
@pytest.mark.parametrize(
    ("card", "is_hers"),
    [
        (contact("9", "Петров", "Иван"), False),
        (contact("9", "Петрова", "Анна"), True),
        (contact("9", "Кузнецова", "Анна") | OTHER_PHONE, False),
        (contact("9", "Смирнова", "А.") | OTHER_PHONE, True),
        (contact("9", "Петров", "Иван") | {"fm": [{"id": 1, "typeId": "PHONE", "value": "8 916 123-45-67"}]}, True),
        (contact("9"), True),
    ],
)
async def test_a_copied_contact_that_was_made_another_person_is_nobody(world, who, card, is_hers):
    world.portal.answers["crm.item.list"] = {"items": [{"id": 9}]}
    world.has_card(card)

    found = await world.find(**who)

    assert (found.contact == "9", world.created() == []) == (is_hers, is_hers)


async def test_of_several_contacts_with_the_mark_the_first_who_may_be_the_person_is_it(world):
    world.portal.answers["crm.item.list"] = {"items": [{"id": 5}, {"id": 9}, {"id": 12}]}
    world.has_card(contact("5", "Петров", "Иван"), contact("9", "Смирнова", "Анна"), contact("12", "Смирнова", "Анна"))

    found = await world.find(person=ANNA)

    assert (found.contact, world.created()) == ("9", [])


@pytest.mark.parametrize(("second", "is_hers"), [("Ильинична", True), ("Петровна", False)])
async def test_first_name_and_patronymic_are_enough_and_a_first_name_alone_is_not(world, second, is_hers):
    world.portal.answers["crm.item.list"] = {"items": [{"id": 9}]}
    world.has_card(contact("9", "Кузнецова", "Анна", second) | OTHER_PHONE)

    found = await world.find(person=ANNA.with_(name="Смирнова Анна Ильинична"))

    assert (found.contact == "9", world.created() == []) == (is_hers, is_hers)
