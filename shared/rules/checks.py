"""Checks that the parts of a rules file agree with one another."""

from collections.abc import Iterator

from shared.rules.errors import Problem
from shared.rules.model import Rules
from shared.rules.pipelines import MAIN_PIPELINE, ROLES, PipelineRules
from shared.rules.source import Place, Source, place_text
from shared.rules.states import STATE_CAPTIONS
from shared.rules.wording import nearest


def contradictions(rules: Rules, source: Source) -> Iterator[Problem]:
    """Check that the parts of a rules file agree: list their contradictions, in no particular order."""
    yield from _stages_used_twice(rules, source)
    yield from _foreign_stages(rules, source)
    yield from _unknown_pipelines(rules, source)
    yield from _no_birthplace(rules, source)
    yield from _managers_named_twice(rules, source)
    yield from _unreachable_lines(rules, source)
    yield from _fields_named_twice(rules, source)
    yield from _prices_of_nothing(rules, source)
    yield from _one_property_twice(rules, source)
    yield from _owners_of_nothing(rules, source)
    yield from _base_left_out(rules, source)
    yield from _contacts_of_nobody(rules, source)
    yield from _states_known_anyway(rules, source)


def _problem(source: Source, place: Place, value: str | None, complaint: str, remedy: str) -> Problem:
    return Problem(source.line(place), place_text(place), value, complaint, remedy)


def _stages(pipeline: PipelineRules) -> Iterator[tuple[Place, str]]:
    for role in ROLES:
        yield (role,), pipeline.stage(role)
    for index, stage in enumerate(pipeline.later):
        yield ("later", index), stage
    for index, stage in enumerate(pipeline.lost):
        yield ("lost", index), stage


def _stages_used_twice(rules: Rules, source: Source) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for pipeline_id, pipeline in rules.pipelines.items():
        for inner, stage in _stages(pipeline):
            place: Place = ("pipelines", pipeline_id, *inner)
            if _prefix_of(stage) != _prefix(pipeline_id):
                continue  # of another pipeline, which is told already
            if stage not in seen:
                seen[stage] = place
                continue
            first = f"{place_text(seen[stage])}, строка {source.line(seen[stage])}"
            complaint = f"стадия названа второй раз (первый: {first})"
            yield _problem(source, place, stage, complaint, "У каждой стадии один смысл: исправьте одно из двух мест.")


def _prefix(pipeline: str) -> str:
    return "" if pipeline == MAIN_PIPELINE else f"C{pipeline}:"


def _prefix_of(stage: str) -> str:
    return stage[: stage.rfind(":") + 1]


def _foreign_stages(rules: Rules, source: Source) -> Iterator[Problem]:
    """Find stages under the wrong pipeline in a rules file: the main one's are plain, others' like `C3:NEW`."""
    for pipeline_id, pipeline in rules.pipelines.items():
        prefix = _prefix(pipeline_id)
        for inner, stage in _stages(pipeline):
            if _prefix_of(stage) != prefix:
                remedy = f"Возможно, имелось в виду «{prefix}{stage.rpartition(':')[2]}»."
                place: Place = ("pipelines", pipeline_id, *inner)
                yield _problem(source, place, stage, f"стадия не из воронки {pipeline_id}", remedy)


def _unknown_pipelines(rules: Rules, source: Source) -> Iterator[Problem]:
    named: list[tuple[Place, str]] = []
    if rules.new_deals is not None:
        named.append((("new_deals", "pipeline"), rules.new_deals.pipeline))
    for key, by_pipeline in (
        ("organisations", rules.organisations.by_pipeline),
        ("agreements", rules.agreements.by_pipeline),
        ("contracts", rules.contracts.by_pipeline),
        ("warehouses", rules.warehouses.by_pipeline),
    ):
        named += [((key, "by_pipeline", pipeline), pipeline) for pipeline in by_pipeline]
    for place, pipeline in named:
        if pipeline not in rules.pipelines:
            yield _problem(source, place, pipeline, "такой воронки нет в pipelines", nearest(pipeline, rules.pipelines))


def _no_birthplace(rules: Rules, source: Source) -> Iterator[Problem]:
    if rules.new_deals is None and MAIN_PIPELINE not in rules.pipelines and len(rules.pipelines) > 1:
        complaint = "не сказано, в какой воронке появляются сделки по заказам 1С"
        remedy = f"Добавьте new_deals с ключом pipeline; возможные значения: {', '.join(rules.pipelines)}."
        yield _problem(source, ("new_deals",), None, complaint, remedy)


def _managers_named_twice(rules: Rules, source: Source) -> Iterator[Problem]:
    for side in ("b24", "onec"):
        seen: dict[str, int] = {}
        for index, pair in enumerate(rules.managers):
            name = str(getattr(pair, side))
            first = seen.setdefault(name.casefold(), index)
            if first != index:
                complaint = f"сотрудник назван второй раз (первый: строка {source.line(('managers', first))})"
                yield _problem(source, ("managers", index, side), name, complaint, "Оставьте одну из строк.")


def _unreachable_lines(rules: Rules, source: Source) -> Iterator[Problem]:
    *upper, last = rules.states
    for index, line in enumerate(upper):
        if not line.when:
            complaint = "строка без when подходит всегда, до следующих очередь не дойдёт"
            yield _problem(source, ("states", index), None, complaint, "Перенесите её в конец или добавьте when.")
    if last.when:
        place: Place = ("states", len(upper))
        remedy = "Добавьте последней строку «- then: back» без when: она решает во всех остальных случаях."
        yield _problem(source, place, None, "у последней строки есть when", remedy)


def _fields_named_twice(rules: Rules, source: Source) -> Iterator[Problem]:
    """Find fields that a rules file names in two lines of `fields`, so that they would overwrite each other."""
    seen: dict[tuple[str, str], str] = {}
    for name, row in rules.fields.items():
        for key in ("deal", "order", "additional"):
            value = getattr(row, key)
            # 1C puts the kind of object behind the name of an additional requisite, in brackets.
            first = seen.setdefault((key, value.partition(" (")[0]), name) if value else name
            if first != name:
                complaint = f"поле названо второй раз (первый: fields → {first})"
                yield _problem(source, ("fields", name, key), value, complaint, "Оставьте одну из строк.")


def _prices_of_nothing(rules: Rules, source: Source) -> Iterator[Problem]:
    if rules.directory.prices.enabled and not rules.directory.products.enabled:
        remedy = "Включите directory → products → direction: 1c→b24 или выключите цены."
        place: Place = ("directory", "prices", "direction")
        yield _problem(source, place, None, "цены переносятся вместе с товарами, а товары выключены", remedy)


def _one_property_twice(rules: Rules, source: Source) -> Iterator[Problem]:
    products = rules.directory.products
    if products.article_property and products.article_property == products.barcode_property:
        place: Place = ("directory", "products", "barcode_property")
        complaint = "одно свойство названо и для артикула, и для штрихкода"
        remedy = "Назовите для штрихкода другое или null: в одном свойстве обоих не будет."
        yield _problem(source, place, products.barcode_property, complaint, remedy)


def _states_known_anyway(rules: Rules, source: Source) -> Iterator[Problem]:
    """Find lines of `more_states` in a rules file that do nothing: for a state of the table, or for a caption."""
    names = {caption.casefold(): name for name, caption in STATE_CAPTIONS.items()}
    for written in rules.more_states:
        place: Place = ("more_states", written)
        if written in STATE_CAPTIONS or written.casefold() in names:
            remedy = "Уберите строку; чтобы решать о нём иначе, поправьте таблицу states."
            yield _problem(source, place, written, "это состояние обмен знает и без правил", remedy)
        elif not written.isidentifier():
            remedy = "Возьмите имя из конфигурации 1С, без пробелов: ОжидаетсяПередачаВДоставку."
            yield _problem(source, place, written, "это не имя состояния, а то, как его видят в 1С", remedy)


def _owners_of_nothing(rules: Rules, source: Source) -> Iterator[Problem]:
    """Find owners in a rules file for products that do not cross: edits cross only where 1C fills products."""
    if "b24" in rules.directory.products.owners.values() and not rules.directory.products.enabled:
        remedy = "Включите directory → products → direction: 1c→b24 или уберите owners."
        place: Place = ("directory", "products", "owners")
        yield _problem(source, place, None, "правки товаров переносятся вместе с товарами, а товары выключены", remedy)


def _base_left_out(rules: Rules, source: Source) -> Iterator[Problem]:
    prices = rules.directory.prices
    if prices.base and prices.kinds and prices.base.casefold() not in {one.casefold() for one in prices.kinds}:
        place: Place = ("directory", "prices", "base")
        yield _problem(source, place, prices.base, "этого вида цен нет среди kinds", nearest(prices.base, prices.kinds))


def _contacts_of_nobody(rules: Rules, source: Source) -> Iterator[Problem]:
    """Find that by a rules file contacts cross and their companies do not: they cross only with their company."""
    contacts, companies = rules.directory.contacts, rules.directory.companies
    missing = [one for one in ("b24", "onec") if contacts.reaches(one) and not companies.reaches(one)]
    if missing:
        place: Place = ("directory", "contacts", "direction")
        wanted = " или ".join(dict.fromkeys((contacts.direction, "both")))
        remedy = f"Поставьте directory → companies → direction: {wanted} либо выключите контакты."
        complaint = "контакты переносятся вместе с компаниями, а в эту сторону компании не переносятся"
        yield _problem(source, place, contacts.direction, complaint, remedy)
