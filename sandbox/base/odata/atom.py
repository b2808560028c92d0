"""Writes Atom documents: feeds, entries, tombstones, refusals; the only form of SelectChanges."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from sandbox.base.infobase import Infobase, Row
from sandbox.base.odata.values import date_text, to_text
from sandbox.base.odata.wire import composite_type, own_address
from sandbox.base.schema import EntitySet, Part, Property

ATOM = "http://www.w3.org/2005/Atom"
D = "http://schemas.microsoft.com/ado/2007/08/dataservices"
M = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"
AT = "http://purl.org/atompub/tombstones/1.0"
APP = "http://www.w3.org/2007/app"
NAMESPACES = f'xmlns="{ATOM}" xmlns:at="{AT}" xmlns:d="{D}" xmlns:m="{M}"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def feed(root: str, entries: Iterable[str]) -> bytes:
    """Wrap entries into an Atom feed; without entries nothing changed."""
    return f'{DECLARATION}<feed {NAMESPACES} xml:base="{root}/">{"".join(entries)}</feed>'.encode()


def service(root: str, names: Iterable[str]) -> bytes:
    """Write the list of published sets as an Atom service document."""
    collections = "".join(
        f"<collection href={quoteattr(name)}><atom:title>{escape(name)}</atom:title></collection>" for name in names
    )
    head = f'<service xmlns="{APP}" xmlns:atom="{ATOM}" xml:base="{root}/">'
    return f"{DECLARATION}{head}<workspace><atom:title>Default</atom:title>{collections}</workspace></service>".encode()


def fault(code: int, text: str) -> bytes:
    """Write a refusal of 1C as an Atom document."""
    return (
        f'{DECLARATION}<m:error xmlns:m="{M}"><m:code>{code}</m:code>'
        f'<m:message xml:lang="ru">{escape(text)}</m:message></m:error>'
    ).encode()


def deleted(base: Infobase, root: str, address: str) -> str:
    """Write a deleted entity as an Atom tombstone."""
    return f'<at:deleted-entry ref={quoteattr(f"{root}/{address}")} when="{date_text(base.clock.now())}"/>'


def entry(base: Infobase, root: str, entity_set: EntitySet, row: Row, *, alone: bool = False) -> str:
    """Write one entity of the simulated base as an Atom entry.

    Args:
        base: the infobase
        root: address of the service, without a slash at the end
        entity_set: whose entity it is
        row: as stored
        alone: whether it is the whole document and must carry the namespaces

    """
    address = own_address(entity_set, row)
    links = "".join(
        f'<link rel="{D}/related/{name}" href={quoteattr(f"{address}/{name}")} '
        f'type="application/atom+xml;type=entry;charset=utf-8" title="{name}"/>'
        for name, _, _ in base.navigations[entity_set.name]
    )
    properties = "".join(_element(base, one, row) for one in entity_set.properties)
    parts = "".join(_part(base, entity_set, part, row) for part in entity_set.parts)
    head = f'{DECLARATION}<entry {NAMESPACES} xml:base="{root}/">' if alone else "<entry>"
    return (
        f"{head}<id>{escape(f'{root}/{address}')}</id>"
        f'<category term="StandardODATA.{entity_set.name}" scheme="{D}/scheme"/>'
        f'<title type="text"/><updated>{date_text(base.clock.now())}</updated><author/><summary/>{links}'
        f'<link rel="edit" href={quoteattr(address)} title="edit-link"/>'
        f'<content type="application/xml"><m:properties>{properties}{parts}</m:properties></content></entry>'
    )


def _element(base: Infobase, one: Property, row: Row) -> str:
    text = to_text(one.kind, row[one.name])
    if one.kind == "any_type":
        text = composite_type(base, text)
    return f"<d:{one.name}>{escape(text)}</d:{one.name}>" if text else f"<d:{one.name}/>"


def _part(base: Infobase, entity_set: EntitySet, part: Part, row: Row) -> str:
    row_type = f"StandardODATA.{entity_set.name}_{part.name}_RowType"
    head = f'<d:{part.name} m:type="Collection({row_type})"'
    if not row[part.name]:
        return f"{head}/>"
    shown = [one for one in (part.row if entity_set.versioned else part.properties) if one.name != "Ref_Key"]
    lines = "".join(
        f'<d:element m:type="{row_type}">{"".join(_element(base, one, line) for one in shown)}</d:element>'
        for line in row[part.name]
    )
    return f"{head}>{lines}</d:{part.name}>"
