"""Texts are cut at the length the field has in every release: 1C would cut them without a word."""

import pytest

from sandbox.base.objects.published import schema
from sandbox.base.releases.table import SUPPORTED
from services.onec_connector.objects import contact, contact_person, legal_entity, order, partner, standard


@pytest.mark.parametrize(
    ("length", "of", "part", "field"),
    [
        (partner.NAME_LENGTH, partner.SET, "", standard.DESCRIPTION),
        (legal_entity.FULL_NAME_LENGTH, partner.SET, "", partner.FULL_NAME),
        (legal_entity.NAME_LENGTH, legal_entity.SET, "", standard.DESCRIPTION),
        (legal_entity.FULL_NAME_LENGTH, legal_entity.SET, "", legal_entity.FULL_NAME),
        (contact_person.NAME_LENGTH, contact_person.SET, "", standard.DESCRIPTION),
        (contact_person.POST_LENGTH, contact_person.SET, "", contact_person.POST),
        (contact.TEXT_LENGTH, partner.SET, contact.PART, contact.TEXT),
        (contact.PHONE_LENGTH, partner.SET, contact.PART, contact.PHONE),
        (order.DELIVERY_ADDRESS_LENGTH, order.SET, "", order.DELIVERY_ADDRESS),
        (order.ROW_TEXT_LENGTH, order.SET, order.LINES, order.ROW_TEXT),
    ],
)
def test_a_text_is_cut_where_the_shortest_release_would_cut_it(length, of, part, field):
    sets = [schema(release)[of] for release in SUPPORTED]

    sizes = {(one.parts_by_name[part].by_name if part else one.by_name)[field].size for one in sets}

    assert min(sizes) == length
