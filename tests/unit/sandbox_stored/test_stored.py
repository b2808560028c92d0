"""What a simulator remembers comes back from JSON as it was."""

import gzip
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sandbox.stored import pack, read, unpack

REMEMBERED = {
    "total": Decimal("1199.90"),
    "at": datetime(2026, 3, 5, 12, tzinfo=UTC),
    "empty": datetime(1, 1, 1),  # noqa: DTZ001 - 1C's dates carry no zone
    "day": date(2026, 3, 5),
    41: {"title": None, "contactIds": [1, 2], "opened": True},
    ("D", 41): [{"price": 0.5}],
    "numbers": {(2026, "ТД00-000001")},
    "nothing": {},
}


def test_whatever_is_remembered_comes_back_equal_and_of_its_own_kind():
    back = unpack(json.loads(json.dumps(pack(REMEMBERED))))

    assert back == REMEMBERED
    assert (str(back["total"]), type(back[("D", 41)])) == ("1199.90", list)


def test_a_file_is_read_plain_and_gzipped(tmp_path):
    plain, packed = tmp_path / "state.json", tmp_path / "state.json.gz"
    plain.write_text(json.dumps(pack(REMEMBERED)))
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert read(plain) == read(packed) == REMEMBERED


def test_what_no_simulator_remembers_is_refused_by_its_name():
    with pytest.raises(TypeError, match="object"):
        pack({"thing": object()})
