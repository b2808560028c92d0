"""What `dealbus init` proposes for systems that it has never seen."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.console.init.proposals import propose, propose_managers, propose_pipeline
from shared.process.survey import BaseSurvey, PortalSurvey, SeenOrganisation, SeenPerson, SeenPipeline, SeenStage
from shared.rules.pipelines import ROLES


def pipeline(*names: str) -> SeenPipeline:
    stages = [SeenStage(id=f"S{place}", name=name) for place, name in enumerate(names)]
    ends = [SeenStage(id="WON", name="Успех", ends="S"), SeenStage(id="LOSE", name="Отказ", ends="F")]
    return SeenPipeline(id="0", name="Продажи", stages=(*stages, *ends))


def person(name: str, *emails: str) -> SeenPerson:
    return SeenPerson(name=name, emails=emails)


def test_a_pipeline_of_the_customers_own_words_is_understood():
    seen = pipeline("Новая заявка", "Взяли в работу", "Комплектация", "Ждём оплату", "Оплата получена", "Отправлен")

    found = propose_pipeline(seen)

    assert found.roles == {"parking": "S0", "work": "S1", "invoice": "S3", "paid": "S4", "shipped": "S5", "done": "WON"}
    assert (found.later, found.lost, found.missing) == (("S2",), ("LOSE",), ())


def test_what_no_name_tells_is_left_to_a_person_and_his_word_stands():
    seen = pipeline("Лид", "Согласование", "Счет выставлен", "Отгружен", "Оплачен")

    alone = propose_pipeline(seen)
    told = propose_pipeline(seen, {"work": "S1"})

    assert (alone.missing, alone.roles["parking"]) == (("work",), "S0")
    assert (told.missing, told.roles["work"], told.later) == ((), "S1", ())


def test_stages_before_work_are_not_taken_for_what_comes_after_it():
    names = ("Новая заявка", "Счёт на предоплату", "КП отправлено", "Взяли в работу", "Счёт выставлен", "Отгружен")
    seen = pipeline(*names, "Оплачен", "Новые документы")

    found = propose_pipeline(seen)

    expected = {"parking": "S0", "work": "S3", "invoice": "S4", "shipped": "S5", "paid": "S6", "done": "WON"}
    assert (found.roles, found.later) == (expected, ("S7",))


def test_an_invoice_before_work_is_left_to_a_person():
    seen = pipeline("Новая", "Счёт выставлен", "В работе", "Отгружен", "Оплачен", "Документы")

    alone = propose_pipeline(seen)
    told = propose_pipeline(seen, {"invoice": "S5"})

    assert (alone.missing, alone.later) == (("invoice",), ("S5",))
    assert (told.missing, told.later) == ((), ())


def test_a_person_who_names_work_moves_what_is_proposed_to_its_right():
    seen = pipeline("Лид", "Счёт на замер", "Согласован", "Счёт выставлен", "Отгружен", "Оплачен")

    found = propose_pipeline(seen, {"work": "S2"})

    assert (found.roles["invoice"], found.missing) == ("S3", ())


@given(st.lists(st.sampled_from(["Отгружен", "Оплачен", "В работе", "Счет", "Новый", "Иное", "Склад"]), max_size=9))
def test_a_stage_has_one_meaning_whatever_they_are_called(names):
    found = propose_pipeline(pipeline(*names))

    given_out = [*found.roles.values(), *found.later, *found.lost]
    assert len(given_out) == len(set(given_out))
    assert set(found.roles) | set(found.missing) == set(ROLES)


def test_managers_are_matched_by_e_mail_then_by_name_and_the_rest_is_named():
    b24 = [
        person("Сидоров Иван", "SIDOROV@td.example"),
        person("Орлова Мария", "orlova@td.example"),
        person("Никого Нет", "nobody@td.example"),
    ]
    onec = [person("Сидоров И.", "sidorov@td.example"), person("Мария Орлова Петровна"), person("Кладовщик")]

    found = propose_managers(b24, onec)

    assert (found.same, found.pairs) == (1, (("orlova@td.example", "Мария Орлова Петровна"),))
    assert (found.left_b24, found.left_onec) == (("nobody@td.example",), ("Кладовщик",))


def test_namesakes_and_the_nameless_are_left_to_a_person():
    b24 = [
        person("Иванов Иван", "one@td.example"),
        person("Иван Иванов", "two@td.example"),
        person("", "no@td.example"),
    ]
    b24 += [person("Орлова Мария", "sales@td.example"), person("Белова Анна", "sales@td.example")]
    onec = [person("Иванов Иван Петрович"), person(""), person("Орлова Мария"), person("Белова Анна")]
    onec += [person("Петров Пётр", "p1@td.example"), person("Пётр Петров", "p2@td.example")]

    found = propose_managers([*b24, person("Петров Петр", "p3@td.example")], onec)

    assert found.pairs == ()
    assert found.left_b24 == ("one@td.example", "two@td.example", "no@td.example", "sales@td.example", "p3@td.example")
    assert found.left_onec == tuple(one.name for one in onec)


def test_an_organisation_whose_inn_nobody_has_is_not_proposed():
    base = BaseSurvey(organisations=(SeenOrganisation(name="ООО", inn="7701310011"),))

    assert propose(PortalSurvey(pipelines=()), base).organisation is None


def test_where_there_is_one_it_is_proposed_and_of_several_none():
    portal = PortalSurvey(
        pipelines=(), properties={"property3": "Артикул", "property4": "Штрихкод", "property5": "Цвет"}
    )
    one = SeenOrganisation(name="ООО", inn="7701310010")
    base = BaseSurvey(organisations=(one,), agreements=("Опт", "Розница"), warehouses=("Основной",))

    found = propose(portal, base)

    assert (found.organisation, found.agreement, found.warehouse) == ("7701310010", None, "Основной")
    assert (found.article_property, found.barcode_property) == ("property3", "property4")


def test_only_deals_that_would_become_orders_are_counted():
    seen = pipeline("Новая заявка", "В работе", "Комплектация", "Счет", "Оплачен", "Отгружен")
    portal = PortalSurvey(pipelines=(seen,))
    found = propose(portal, BaseSurvey(organisations=()))
    named = replace(found, pipelines=(propose_pipeline(seen, {"done": "S5", "shipped": "S2"}),))

    counts = {"S0": 5, "S1": 2, "S2": 1, "WON": 3, "LOSE": 7, "C3:NEW": 9}
    assert (found.crossing(counts), named.crossing(counts)) == (6, 6)
