"""What `check` says of stages that the rules name for other roles than people's names, or the portal's order, tell."""

from services.b24_connector.reference.stage_findings import check_pipelines
from shared.process.findings import Finding
from shared.process.survey import SeenPipeline, SeenStage
from shared.rules import PipelineRules
from tests.delivered import delivered_rules

ORDINARY = ("Новая заявка", "Расчёт стоимости", "КП отправлено", "Взяли в работу", "Счёт выставлен", "Отгружен")


def found(names: tuple[str, ...], **roles: str | tuple[str, ...]) -> list[Finding]:
    """Check rules whose stages are called by their names against a portal with these open ones, from left to right."""
    ids = {name: f"S{place}" for place, name in enumerate(names)} | {"Успешно": "WON"}
    stages = [SeenStage(id=ids[name], name=name) for name in names]
    ends = [SeenStage(id="WON", name="Успешно", ends="S"), SeenStage(id="LOSE", name="Отказ", ends="F")]
    named = {key: ids[one] if isinstance(one, str) else [ids[name] for name in one] for key, one in roles.items()}
    rules = delivered_rules().model_copy(
        update={"pipelines": {"0": PipelineRules.model_validate({"done": "WON", **named})}}
    )
    return check_pipelines({"0": SeenPipeline(id="0", name="Продажи", stages=(*stages, *ends))}, rules)


def wrong(findings: list[Finding]) -> list[str]:
    return [one.text for one in findings if not one.ok]


def test_stages_of_what_comes_after_work_may_not_stand_before_it():
    names = (*ORDINARY, "Оплачен")
    roles = {"work": "Взяли в работу", "invoice": "Расчёт стоимости", "shipped": "КП отправлено", "paid": "Оплачен"}

    (said,) = wrong(found(names, parking="Новая заявка", **roles, later=("Счёт выставлен", "Отгружен")))

    assert said == (
        "Воронка 0 «Продажи»: на портале левее «Взяли в работу» (work) стоят «Расчёт стоимости» (invoice), "
        "«КП отправлено» (shipped), а по правилам сделка приходит туда после неё. Назовите стадии правее "
        "неё в pipelines файла правил или переставьте стадии на портале."
    )


def test_a_further_stage_before_work_is_told_too():
    roles = {"work": "Взяли в работу", "invoice": "Счёт выставлен", "shipped": "Отгружен", "paid": "Оплачен"}

    (said,) = wrong(found((*ORDINARY, "Оплачен"), parking="Новая заявка", **roles, later=("КП отправлено",)))

    assert "левее «Взяли в работу» (work) стоит «КП отправлено» (later)" in said


def test_a_stage_that_fits_better_by_its_name_is_no_mistake_where_the_rules_name_it_as_well():
    names = ("Новая", "В работе", "Счёт отправлен", "Ожидание оплаты", "Отгружен", "Оплачен")
    roles = {"work": "В работе", "invoice": "Ожидание оплаты", "shipped": "Отгружен", "paid": "Оплачен"}

    said = found(names, parking="Новая", **roles, later=("Счёт отправлен",))

    assert [one.ok for one in said] == [True]


def test_an_order_that_is_made_at_the_invoice_is_no_mistake():
    names = ("В работе", "Счёт выставлен", "Ожидание оплаты", "Отгружен", "Оплачен")
    roles = {"work": "Счёт выставлен", "invoice": "Ожидание оплаты", "shipped": "Отгружен", "paid": "Оплачен"}

    assert wrong(found(names, parking="В работе", **roles)) == []


def test_an_order_that_is_made_at_the_invoice_before_work_is_no_swap():
    names = ("Новая", "Счёт выставлен", "В работе", "Отгружен", "Оплачен")
    roles = {"work": "Счёт выставлен", "invoice": "В работе", "shipped": "Отгружен", "paid": "Оплачен"}

    assert wrong(found(names, parking="Новая", **roles)) == []


def test_shipped_and_paid_named_for_each_other_are_a_mistake_in_any_order():
    names = ("Новая", "В работе", "Счёт", "Оплачен", "Отгружен")
    roles = {"work": "В работе", "invoice": "Счёт", "shipped": "Оплачен", "paid": "Отгружен"}

    (said,) = wrong(found(names, parking="Новая", **roles))

    assert "в shipped (отгружен) названа стадия «Оплачен», а в paid (оплачен) «Отгружен»: они перепутаны" in said


def test_a_better_name_that_the_rules_leave_out_is_told_without_failing():
    names = ("Новая", "Счёт выставлен", "В работе", "Отгрузка", "Оплачен", "Комплектация")
    roles = {"work": "В работе", "invoice": "Комплектация", "shipped": "Отгрузка", "paid": "Оплачен"}
    left = ("Заявка", "Отгружен", "В работе", "Счёт", "Оплачен", "Документы")
    paid = {"work": "В работе", "invoice": "Счёт", "shipped": "Оплачен", "paid": "Документы"}

    quiet, doubtful = found(names, parking="Новая", **roles), found(left, parking="Заявка", **paid)

    assert [one.ok for one in quiet] == [True]
    assert [one.text for one in doubtful if one.ok][-1] == (
        "Воронка 0 «Продажи»: в shipped (отгружен) названа стадия «Оплачен», а по названию больше подходит «Отгружен» "
        "(S1). Если так и задумано, менять нечего."
    )
    assert wrong(doubtful) == []
