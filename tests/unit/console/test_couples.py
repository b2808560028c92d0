"""Which records may be coupled by hand, and as what a typed id is read."""

import pytest

from services.console.matching.couples import MatchError, pair_of, sides_of
from shared.messages.ring.outcomes import Pair

GUID = "dcf50cd1-55c2-5602-81f1-96a45f947669"
OTHER = "0a000000-0000-4000-8000-0000000000c1"
NOBODY = "00000000-0000-0000-0000-000000000000"
BACK_TO_FRONT = "81f196a45f947669560255c2dcf50cd1"
LINK = f"http://1c.example/ut/#e1cib/data/%D0%A1.%D0%9F?ref={BACK_TO_FRONT}"


@pytest.mark.parametrize(
    ("one", "other", "pair"),
    [
        ("company: 5", f" partner: {GUID.upper()} ", ("company", "5", GUID)),
        ("Company:5", f"partner:ref={BACK_TO_FRONT}", ("company", "5", GUID)),
        (f"partner:{LINK}", "company:5", ("company", "5", GUID)),
        ("contact:7@17", f"contact_person:{GUID}", ("contact", "7@17", GUID)),
        ("contact:7", f"partner:{GUID}", ("client", "7", GUID)),
        ("product:501", f"item:{GUID}#{OTHER.upper()}", ("product", "501", f"{GUID}#{OTHER}")),
    ],
)
def test_what_a_person_may_type_or_copy_is_read_as_both_systems_write_it(one: str, other: str, pair: tuple) -> None:
    kind, b24, onec = pair

    assert pair_of(one, other) == Pair(kind=kind, b24=b24, onec=onec)


@pytest.mark.parametrize("typed", ["abc", "5 6", "0", "005", "²", "٣", "5@17", "9" * 19, "/crm/company/details/5/"])
def test_what_is_no_number_of_a_record_of_the_portal_is_refused_with_where_to_read_it(typed: str) -> None:
    with pytest.raises(MatchError, match=r"номер записи портала состоит из цифр.*/crm/company/details/5/"):
        pair_of(f"company:{typed}", f"partner:{GUID}")


@pytest.mark.parametrize("typed", ["123", GUID[:-1], GUID + "0", f"{{{GUID}}}", f"{GUID}#{OTHER}", "ref=81f1", NOBODY])
def test_what_is_no_guid_is_refused_with_where_to_read_it(typed: str) -> None:
    with pytest.raises(MatchError, match=r"это не GUID записи 1С.*match show.*Получить ссылку"):
        pair_of("company:5", f"partner:{typed}")


def test_digits_without_dashes_may_be_either_and_are_refused_with_how_to_write_both() -> None:
    with pytest.raises(MatchError, match=f"partner:ref={BACK_TO_FRONT}"):
        pair_of("company:5", f"partner:{BACK_TO_FRONT}")


def test_a_private_person_is_a_contact_in_no_company() -> None:
    with pytest.raises(MatchError, match="client:7@17"):
        pair_of("contact:7@17", f"partner:{GUID}")


def test_a_pair_under_an_id_that_is_none_can_still_be_separated() -> None:
    assert [ref.id for _, ref in sides_of("company: 5")] == ["5", " 5"]
    assert [(kind, ref.id) for kind, ref in sides_of("partner:ABC")] == [
        ("company", "abc"),
        ("client", "abc"),
        ("company", "ABC"),
        ("client", "ABC"),
    ]
