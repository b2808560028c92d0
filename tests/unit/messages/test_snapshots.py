"""A snapshot carries the id of the record that was read."""

import json

import pytest

from shared.messages.envelope import UnreadableError, unwrap, wrap
from shared.messages.order import SalesOrder
from shared.messages.ring.facts import DealChanged
from shared.messages.things import Ref

DEAL = Ref(system="b24", kind="deal", id="41")


def test_a_snapshot_is_about_its_own_record() -> None:
    fact = DealChanged(order=SalesOrder(ref=DEAL))

    assert (fact.ref, fact.subject, fact.made_from) == (DEAL, "deal:41", DEAL)


def test_a_snapshot_without_an_id_is_not_written_nor_read() -> None:
    envelope = json.loads(wrap(DealChanged(order=SalesOrder(ref=DEAL)), source="test").model_dump_json())
    del envelope["data"]["order"]["ref"]

    with pytest.raises(ValueError, match=r"order\.ref is missing"):
        DealChanged(order=SalesOrder())
    with pytest.raises(UnreadableError, match=r"order\.ref is missing"):
        unwrap(json.dumps(envelope).encode())
