"""Which kind of contact information a new phone gets, beside those that people have made."""

import pytest

from services.onec_connector.vocabulary.contact_kinds import named_kinds, usual_kinds

PARTNERS, PERSONS = "Catalog_Партнеры", "Catalog_КонтактныеЛицаПартнеров"


def kind(ref, words, name="", *, type_="Телефон", used=True, marked=False):
    return {
        "Ref_Key": ref,
        "Description": words,
        "DeletionMark": marked,
        "Тип": type_,
        "Используется": used,
        "PredefinedDataName": name,
        "ИмяПредопределенногоВида": "",
    }


OWN = kind("own", "Второй телефон (Партнеры)")
USUAL = kind("usual", "Телефон", "ТелефонПартнера")


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        ([OWN, USUAL], "usual"),
        ([OWN, {**USUAL, "PredefinedDataName": "", "ИмяПредопределенногоВида": "ТелефонПартнера"}], "usual"),
        ([OWN], "own"),
        ([OWN, {**USUAL, "DeletionMark": True}], "own"),
        ([OWN, {**USUAL, "Используется": False}], "own"),
        ([{**OWN, "Используется": False}, {**USUAL, "Используется": False}], "usual"),
    ],
)
def test_a_phone_gets_the_kind_that_1cs_form_shows(rows, chosen):
    assert usual_kinds(rows)[PARTNERS] == {"Телефон": chosen}


def test_a_new_phone_of_a_person_is_no_mobile_one():
    mobile = kind("mobile", "Мобильный телефон", "МобильныйТелефонКонтактногоЛица")
    office = kind("office", "Телефон", "ТелефонКонтактногоЛица")

    assert usual_kinds([mobile, office])[PERSONS] == {"Телефон": "office"}
    assert named_kinds([mobile, office]) == {
        "МобильныйТелефонКонтактногоЛица": "mobile",
        "ТелефонКонтактногоЛица": "office",
    }


def test_a_folder_and_what_belongs_to_nobody_here_are_no_kinds():
    folder = kind("folder", "Справочник «Партнеры»", "СправочникПартнеры", type_="")
    assert usual_kinds([folder, kind("ours", "Телефон", "ТелефонОрганизации")]) == {}
