"""Guids, INN, KPP, OGRN and barcodes of made-up things: formally valid, computable from a readable name."""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("5d1f3c52-7a0e-4f5b-9d53-3f2f0a5d6b41")

_INN_WEIGHTS_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_WEIGHTS_11 = (7, *_INN_WEIGHTS_10)
_INN_WEIGHTS_12 = (3, *_INN_WEIGHTS_11)


def guid_of(name: str) -> str:
    """Return the guid, 1C's reference, of a made-up thing by its readable name.

    Args:
        name: `organisation:1`, `manager:1`, `client:7`, `client:7/requisite:1`, `client:7/contact:1`,
            `client:7/agreement`, `item:12`, `item:12/characteristic:1`, `item:12/pack:1`,
            `price-kind:1`, `warehouse:1`, `agreement:1`; all count from 1

    Returns:
        The same lower-case guid for every seed.

    """
    return str(uuid5(NAMESPACE, name))


def scatter(serial: int, seed: int, size: int) -> int:
    """Spread serial numbers of made-up ids over a power of ten: they do not look counted and never collide."""
    return (serial * 7919 + seed * 104_729) % size


def company_inn(office: str, serial: int) -> str:
    """Make up the 10-digit INN of a company registered at a four-digit tax office."""
    body = f"{office}{serial:05d}"
    return body + _check_digit(body, _INN_WEIGHTS_10)


def person_inn(office: str, serial: int) -> str:
    """Make up the 12-digit INN of a natural person, which a sole trader trades under."""
    body = f"{office}{serial:06d}"
    body += _check_digit(body, _INN_WEIGHTS_11)
    return body + _check_digit(body, _INN_WEIGHTS_12)


def kpp(office: str, reason: str = "01") -> str:
    """Make up a KPP: "01" registers the company itself, "43" a branch of it."""
    return f"{office}{reason}001"


def company_ogrn(region: str, serial: int) -> str:
    """Make up the 13-digit OGRN of a company registered in 2018."""
    body = f"118{region}{serial:07d}"
    return body + str(int(body) % 11 % 10)


def sole_trader_ogrn(region: str, serial: int) -> str:
    """Make up the 15-digit OGRNIP of a sole trader registered in 2019."""
    body = f"319{region}{serial:09d}"
    return body + str(int(body) % 13 % 10)


def barcode(serial: int) -> str:
    """Make up an EAN-13 barcode from the range 20, which shops keep for themselves."""
    body = f"20{serial:010d}"
    odd, even = (sum(int(digit) for digit in body[start::2]) for start in (0, 1))
    return body + str(-(odd + 3 * even) % 10)


def _check_digit(body: str, weights: tuple[int, ...]) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return str(total % 11 % 10)
