"""Makes the tables of the releases of 1C from a folder of their facts, and compares both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox.base.releases.table import RELEASES, Table, load, path_of

OBJECTS = (
    "Document.ЗаказКлиента",
    "Document.УстановкаЦенНоменклатуры",
    "Catalog.Партнеры",
    "Catalog.Контрагенты",
    "Catalog.КонтактныеЛицаПартнеров",
    "Catalog.БанковскиеСчетаКонтрагентов",
    "Catalog.КлассификаторБанков",
    "Catalog.ГруппыДоступаПартнеров",
    "Catalog.Организации",
    "Catalog.Пользователи",
    "Catalog.Склады",
    "Catalog.Валюты",
    "Catalog.СтраныМира",
    "Catalog.Номенклатура",
    "Catalog.ХарактеристикиНоменклатуры",
    "Catalog.ВидыНоменклатуры",
    "Catalog.УпаковкиЕдиницыИзмерения",
    "Catalog.СтавкиНДС",
    "Catalog.ВидыЦен",
    "Catalog.ЦеновыеГруппы",
    "Catalog.ГруппыПользователей",
    "Catalog.НастройкиПродажДляПользователей",
    "Catalog.СоглашенияСКлиентами",
    "Catalog.ДоговорыКонтрагентов",
    "Catalog.ГрафикиОплаты",
    "Catalog.ВидыКонтактнойИнформации",
    "InformationRegister.СостоянияЗаказовКлиентов",
    "InformationRegister.ШтрихкодыНоменклатуры",
    "InformationRegister.СтавкиНДСНоменклатуры",
    "InformationRegister.ЦеныНоменклатуры",
    "InformationRegister.ЦеныНоменклатуры25",
    "InformationRegister.ОтносительныеКурсыВалют",
    "InformationRegister.ВерсииОбъектов",
    "InformationRegister.НастройкиВерсионированияОбъектов",
    "Constant.ИспользоватьВерсионированиеОбъектов",
    "Constant.НеЗакрыватьЗаказыКлиентовБезПолнойОплаты",
    "Constant.НеЗакрыватьЗаказыКлиентовБезПолнойОтгрузки",
    "Constant.ИспользоватьРасширенныеВозможностиЗаказаКлиента",
    "Constant.ИспользоватьСогласованиеЗаказовКлиентов",
    "Constant.ИспользоватьСоглашенияСКлиентами",
    "Constant.ИспользованиеСоглашенийСКлиентами",
    "Constant.ИспользоватьДоговорыСКлиентами",
    "Constant.ИспользоватьАвтоматическиеСкидкиВПродажах",
    "Constant.ИспользоватьРучныеСкидкиВПродажах",
    "Constant.ИспользоватьОграниченияРучныхСкидокВПродажахПоСоглашениям",
    "Constant.ИспользоватьОграниченияРучныхСкидокВПродажахПоПользователям",
    "Constant.ИспользуетсяЦенообразование25",
    "Constant.ДатаПереходаНаЦенообразование25",
    "Constant.ИспользоватьПартнеровКакКонтрагентов",
)
# What the exports say of an object in one way or another; the rest of their facts means nothing to OData.
KEPT = (
    "codeLength",
    "descriptionLength",
    "numberLength",
    "hierarchical",
    "hierarchyType",
    "owners",
    "writeMode",
    "informationRegisterPeriodicity",
)
SILENT: tuple[object, ...] = ("0", "false", "Independent", "Nonperiodical", "HierarchyFoldersAndItems", [])
ENUMERATION = re.compile(r"EnumRef\.(\w+)")


def extract(source: Table) -> Table:
    """Take what the exchange touches out of the facts of a whole release, with the enumerations it refers to."""
    found: Table = {"configuration": source["configuration"]}
    found |= {name: _object(source[name]) for name in OBJECTS if name in source}
    enumerations = sorted(set(ENUMERATION.findall(json.dumps(found, ensure_ascii=False))))
    for name in enumerations:
        if f"Enum.{name}" in source:
            found[f"Enum.{name}"] = " ".join(source[f"Enum.{name}"]["values"])
    return found


def _object(source: Table) -> Table:
    facts = {name: source.get("facts", {}).get(name) for name in KEPT}
    # An export leaves out what is the platform's default; another writes it down: both mean the same.
    said = {name: value for name, value in facts.items() if value is not None and value not in SILENT}
    rest = {name: value for name, value in source.items() if name != "facts" and value}
    return ({"facts": said} if said else {}) | rest


def text(table: Table) -> str:
    """Write the table of a release of 1C as its file holds it: one line a field."""
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def differences(kept: Any, given: Any, path: str = "") -> Iterator[str]:
    """Return where two tables of a release differ, one line a place."""
    if isinstance(kept, dict) and isinstance(given, dict):
        for name in [*kept, *(one for one in given if one not in kept)]:
            yield from differences(kept.get(name), given.get(name), f"{path} {name}".strip())
    elif kept != given:
        yield f"{path}: {_shown(kept)} here, {_shown(given)} there"


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def source_of(folder: Path, release: str) -> Table:
    """Read the facts of a release of 1C; the file's name is the release's and the rest of its number.

    Raises:
        FileNotFoundError: the folder has none

    """
    files = sorted(folder.glob(f"{release}.*.json"))
    if not files:
        message = f"{folder} has no facts of {release}"
        raise FileNotFoundError(message)
    found: Table = json.loads(files[-1].read_text(encoding="utf-8"))
    return found


def compare(folder: Path) -> list[str]:
    """Compare every release's table with a folder of facts; an empty list means that all agree."""
    found = []
    for release in RELEASES:
        given = extract(source_of(folder, release))
        found += [f"{release}: {line}" for line in differences(load(release), given)]
    return found


def write(folder: Path) -> None:
    """Make every release's table anew from a folder of facts."""
    for release in RELEASES:
        path_of(release).write_text(text(extract(source_of(folder, release))), encoding="utf-8")
