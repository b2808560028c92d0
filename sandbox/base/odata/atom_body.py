"""Reads bodies of POST and PATCH that are Atom entries, the form the platform's manual shows first."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import ParseError, fromstring

from sandbox.base.faults import ODataFault
from sandbox.base.infobase import Row
from sandbox.base.odata.atom import D, M


def properties_of(raw: bytes) -> Row:
    """Read the properties of an Atom entry: texts, null for `m:null`, rows of a tabular part as a list.

    Raises:
        ODataFault: no XML, or an entry without properties (400, 2)

    """
    try:
        found = fromstring(raw).find(f".//{{{M}}}properties")
    except ParseError:
        found = None
    if found is None:
        raise ODataFault(400, 2, "Неверный формат запроса")
    return _properties(found)


def _properties(holder: Element) -> Row:
    return {one.tag.removeprefix(f"{{{D}}}"): _value(one) for one in holder}


def _value(one: Element) -> Any:
    if one.get(f"{{{M}}}null") == "true":
        return None
    return [_properties(row) for row in one] if len(one) else one.text or ""
