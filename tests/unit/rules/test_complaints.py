"""What an administrator reads when the rules file is wrong: line, value, remedy."""

import re
from pathlib import Path

import pytest

from shared.rules import RulesError, load_rules
from tests.unit.rules.documented import documented_table

COMMENT = re.compile("^ *#.*$", re.MULTILINE)

DELIVERED = COMMENT.sub("", Path("deploy/config/rules.yaml").read_text(encoding="utf-8"))
DEFAULT = f"{DELIVERED}\n{documented_table()}"
"""The file as it is delivered, comments left blank, and the table an administrator copies from docs/rules.md."""

SECTIONS = re.split("^(?=[a-z_]+:)", DEFAULT, flags=re.MULTILINE)
MANDATORY = ("portal_id:", "cutoff:", "pipelines:")


def complain(tmp_path, text):
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules(path)
    return caught.value


def broken(tmp_path, old, new):
    """Break the file in one place; return the only problem and the line where the new text stands.

    Of the other sections only those are read along that no file may lack.
    """
    assert DEFAULT.count(old) == 1, old
    text = "".join(section for section in SECTIONS if section.startswith(MANDATORY) or old in section)
    line = text[: text.index(old)].count("\n") + 1
    (problem,) = complain(tmp_path, text.replace(old, new)).problems
    return problem, line


@pytest.mark.parametrize(
    ("old", "new", "complaint", "remedy"),
    [
        ("ship_in_days: 1", "ship_in_dais: 1", "неизвестный ключ", "имелось в виду «ship_in_days»"),
        ("    work: C3:PREP", "    wrok: C3:PREP\n    work: C3:PREP", "неизвестный ключ", "имелось в виду «work»"),
        ("lost: unpost\n", "lost: unpst\n", "неизвестное значение «unpst»", "имелось в виду «unpost»"),
        ("  header: {b", "  heder: {b", "неизвестное значение «heder»", "имелось в виду «header»"),
        ("settlement_by_contract: R4", "settlement_by_contract: R5", "значение «R5»", "R4"),
        ("01-01T00:00:00+03:00\n\n", "01-01T00:00:00\n\n", "не указан часовой пояс", "+03:00"),
        ("2026-01-01T00:00:00+03:00\n\n", "01.01.2026\n\n", "это не дата и время «01.01.2026»", "Пример: 2026-01-01"),
        ("2026-01-01T00:00:00+03:00\n\n", "20260101\n\n", "это не дата и время «20260101»", "Пример: 2026-01-01"),
        ("2026-01-01T00:00:00+03:00\n\n", "2026-13-01\n\n", "это не дата и время «2026-13-01»", "Пример: 2026-01-01"),
        ("timezone: Europe/Moscow", "timezone: Europe/Moskow", "неизвестный часовой пояс «Europe/Moskow»", "IANA"),
        ("taxation: {}", 'taxation: {"7701310010": УСН}', "неизвестное значение «УСН»", "osno, usn, usn_5, usn_7"),
        ("taxation: {}", 'taxation: {"7701310011": usn}', "это не ИНН «7701310011»", "опечатки"),
        ("ship_in_days: 1", "ship_in_days: скоро", "это не целое число «скоро»", "целое число"),
        ("ship_in_days: 1", "ship_in_days: -1", "число вне границ «-1»", "0"),
        ("paid_before_supply: true", "paid_before_supply: maybe", "это не да и не нет «maybe»", "true или false"),
        ('default: "7701310010"', 'default: "7701310011"', "это не ИНН «7701310011»", "опечатки"),
        ("organisations: []", 'organisations: ["77013100"]', "это не ИНН «77013100»", "10 цифр"),
        ("managers: []\n\n", "managers: Иванов\n\n", "здесь нужен список «Иванов»", "дефис"),
        ("products: {direction: off,", "products: {direction: 1c,", "неизвестное значение «1c»", "off, 1c→b24"),
        ("companies: {direction: off,", "companies: {direction: to,", "неизвестное значение «to»", "both"),
        (
            "owners: {requisites: onec,",
            "owners: {requisite: onec,",
            "неизвестное значение «requisite»",
            "имелось в виду «requisites»",
        ),
        (
            "contacts: {direction: off,",
            "contacts: {direction: both,",
            "в эту сторону компании не переносятся «both»",
            "directory → companies",
        ),
        ("groups: [], article", "group: [], article", "неизвестный ключ", "имелось в виду «groups»"),
        ('  pipeline: "0"', '  pipeline: ""', "пустое значение", "Заполните"),
        ("portal_id: td.example", "portal_id:", "здесь нужен текст", "Напишите одно значение"),
        ("portal_id: td.example", "portal_id: {a: b}", "здесь нужен текст", "без списка"),
        ('shipped: "= 0"\n', 'shipped: "нет"\n', "это не сравнение «нет»", '"> 0"'),
        ("[ГотовКОтгрузке,", "[ГотовКОтгрузки,", "неизвестное значение «ГотовКОтгрузки»", "«ГотовКОтгрузке»"),
        ("more_states: {}", "more_states: {Новое: Закрит}", "неизвестное значение «Закрит»", "имелось в виду «Закрыт»"),
        ("more_states: {}", "more_states: [Новое]", "здесь нужны вложенные ключи", "с отступом"),
        ("then: back\n", "then: bakc\n", "неизвестное значение «bakc»", "имелось в виду «back»"),
        ("when: {withdrawn: true}", "when: {}", "пустое условие", "хотя бы одно условие"),
        ("      only_with: paid_b", "      only_wiht: paid_b", "неизвестный ключ", "имелось в виду «only_with»"),
        ('shipped: "= 0"\n', 'shipped: {sign: "=", bound: 0, unit: "%"}\n', "неизвестный ключ", "sign, bound"),
        ("managers: []\n\n", "managers: [{b24: a, onec: b, onek: c}]\n\n", "неизвестный ключ", "«onec»"),
        ("paid: C3:FINAL_INVOICE", "paid: C3:EXECUTING", "стадия названа второй раз", "один смысл"),
        ("lost: [C3:LOSE,", "lost: [C3:WON,", "стадия названа второй раз", "один смысл"),
        ("done: C3:WON", "done: C4:WON", "стадия не из воронки 3 «C4:WON»", "«C3:WON»"),
        ("work: PREPARATION ", "work: C3:WORK ", "стадия не из воронки 0 «C3:WORK»", "«WORK»"),
        ('  pipeline: "0"', '  pipeline: "1"', "такой воронки нет в pipelines «1»", "0, 3"),
        ('    "3": "7802310024"', '    "4": "7802310024"', "такой воронки нет в pipelines «4»", "0, 3"),
        ("timezone: Europe/Moscow", "\ttimezone: Europe/Moscow", "строка начинается с табуляции", "пробелами"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_a_remedy(tmp_path, old, new, complaint, remedy):
    problem, line = broken(tmp_path, old, new)

    assert line == problem.line
    assert complaint in str(problem)
    assert remedy in problem.remedy


def test_a_missing_cutoff_is_named(tmp_path):
    text = DEFAULT.replace("cutoff: 2026-01-01T00:00:00+03:00\n", "")

    (problem,) = complain(tmp_path, text).problems

    assert problem.place == "cutoff"
    assert problem.complaint == "нет обязательного ключа"
    assert problem.remedy.startswith("Добавьте cutoff")


def test_a_file_that_leaves_open_where_new_deals_begin_is_named(tmp_path):
    text = DEFAULT.replace('new_deals:\n  pipeline: "0"\n', "").replace('  "0":\n', '  "5":\n')
    for stage in ("NEW", "PREPARATION", "PREPAYMENT_INVOICE", "EXECUTING", "FINAL_INVOICE", "WON"):
        text = text.replace(f" {stage} ", f" C5:{stage} ")

    (problem,) = complain(tmp_path, text.replace("[LOSE, APOLOGY]", "[C5:LOSE]")).problems

    assert (problem.line, problem.place) == (0, "new_deals")
    assert "воронке" in problem.complaint
    assert "Добавьте new_deals" in problem.remedy
    assert "5, 3" in problem.remedy


def test_a_pipeline_without_work_stage_is_named_at_the_line_of_the_pipeline(tmp_path):
    text = DEFAULT.replace("    work: C3:PREPARATION\n", "")

    (problem,) = complain(tmp_path, text).problems

    assert text[: text.index('  "3":\n')].count("\n") + 1 == problem.line
    assert problem.place == "pipelines → 3 → work"
    assert problem.remedy.startswith("Добавьте work")


def test_a_stage_named_twice_names_both_lines(tmp_path):
    text = DEFAULT.replace("done: C3:WON", "done: C3:EXECUTING")

    (twice,) = complain(tmp_path, text).problems

    first = text[: text.index("shipped: C3:EXECUTING")].count("\n") + 1
    assert f"второй раз (первый: pipelines → 3 → shipped, строка {first})" in twice.complaint
    assert text[: text.index("done: C3:EXECUTING")].count("\n") + 1 == twice.line


def test_a_stage_of_another_pipeline_is_told_once(tmp_path):
    (problem,) = complain(tmp_path, DEFAULT.replace("done: C3:WON", "done: WON")).problems

    assert problem.complaint == "стадия не из воронки 3"


def test_a_key_that_stands_twice_is_named_with_both_lines(tmp_path):
    text = DEFAULT + "\nlost: tell\n"

    (problem,) = complain(tmp_path, text).problems

    first = text[: text.index("\nlost: unpost")].count("\n") + 2
    assert text.rstrip().count("\n") + 1 == problem.line
    assert problem.complaint == f"ключ стоит второй раз, первый в строке {first}"


def test_an_employee_named_twice_is_named(tmp_path):
    pairs = "managers:\n  - {b24: a@td.example, onec: Иванов Иван}\n  - {b24: A@td.example, onec: Петров Пётр}\n\n"

    problem, line = broken(tmp_path, "managers: []\n\n", pairs)

    assert line + 2 == problem.line
    assert problem.value == "A@td.example"
    assert f"строка {line + 1}" in problem.complaint


def test_a_table_line_behind_a_line_that_always_fits_is_named(tmp_path):
    problem, line = broken(tmp_path, "    when: {has_state: false}\n", "")

    assert line - 1 == problem.line
    assert problem.complaint.startswith("строка без when подходит всегда")


def test_a_table_that_leaves_something_undecided_is_named(tmp_path):
    problem, line = broken(tmp_path, "    then: back\n", '    when: {paid: "< 100"}\n    then: back\n')

    assert line - 1 == problem.line
    assert "then: back" in problem.remedy


def test_an_empty_table_is_named(tmp_path):
    text = DEFAULT[: DEFAULT.index("states:\n")] + "states: []\n"

    (problem,) = complain(tmp_path, text).problems

    assert text.count("\n") == problem.line
    assert problem.remedy == "Нужна хотя бы одна запись."


def test_all_mistakes_are_listed_at_once_in_the_order_of_the_file(tmp_path):
    text = DEFAULT.replace("ship_in_days: 1", "ship_in_days: скоро").replace("lost: unpost\n", "lost: never\n")

    error = complain(tmp_path, text)

    assert [problem.place for problem in error.problems] == ["ship_in_days", "lost"]
    assert all(str(error.path) in line for line in str(error).splitlines())


def test_an_empty_file_is_named(tmp_path):
    error = complain(tmp_path, "# ничего\n")

    assert "файл пуст" in str(error)


def test_a_file_that_is_a_list_is_named(tmp_path):
    error = complain(tmp_path, "- portal_id: td\n")

    assert "здесь нужны вложенные ключи" in str(error)


def test_a_missing_file_is_named_with_the_setting_that_points_at_it(tmp_path):
    with pytest.raises(RulesError) as caught:
        load_rules(tmp_path / "absent.yaml")

    assert "absent.yaml: файл не читается (его нет)" in str(caught.value)
    assert "DEALBUS_RULES" in str(caught.value)


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"portal_id: td\n" + "timezone: Москва\n".encode("cp1251"))

    with pytest.raises(RulesError) as caught:
        load_rules(path)

    (problem,) = caught.value.problems
    assert problem.line == 2
    assert "UTF-8" in problem.remedy


@pytest.mark.parametrize(
    ("old", "new", "complaint", "remedy"),
    [
        (
            "cargo: {deal: UF_CRM_CARGO,",
            "cargo: {deal: cargo,",
            "это не пользовательское поле сделки «cargo»",
            "UF_CRM_",
        ),
        (
            "cargo: {deal: UF_CRM_CARGO,",
            "cargo: {deal: UF_CRM_DEALBUS_URL,",
            "это поле обмен заполняет сам",
            "своё поле",
        ),
        ("cargo: {deal: UF_CRM_CARGO,", "cargo: {", "нет обязательного ключа", "Добавьте deal"),
        (", additional: Вид груза", "", "место в заказе не названо", "order (реквизит заказа)"),
        (", additional: Вид груза", ", additional: Вид груза, order: Вид", "названо дважды", "Оставьте одно"),
        ("order: АдресДоставки", "order: Адрес доставки", "это не имя реквизита заказа", "АдресДоставки"),
        ("order: АдресДоставки", "order: DeletionMark", "это не обычный реквизит заказа «DeletionMark»", "только в 1С"),
        ("order: АдресДоставки", "order: Ref_Key", "это не обычный реквизит", "назовите другой"),
        ("order: АдресДоставки", "order: ЭтапыГрафикаОплаты", "это не обычный реквизит", "табличные части"),
        ("order: АдресДоставки", "order: Перевозчик_Key", "это ссылка на справочник 1С", "не переносит"),
        ("type: text, direction: both", "type: string, direction: both", "неизвестное значение «string»", "text"),
        ("direction: both", "direction: 1с→б24", "неизвестное значение «1c→б24»", "1c→b24"),
        ("direction: both", "direction: both, wide: 1", "неизвестный ключ", "direction"),
        ("cargo: {deal: UF_CRM_CARGO,", "cargo: {deal: UF_CRM_DELIVERY_ADDRESS,", "поле названо второй раз", "одну"),
    ],
)
def test_a_mistake_in_the_table_of_fields_is_named(tmp_path, old, new, complaint, remedy):
    problem, line = broken(tmp_path, old, new)

    assert line == problem.line
    assert complaint in str(problem)
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("new", "complaint", "remedy"),
    [
        ("prices: {direction: 1c→b24, kinds: []", "цены переносятся вместе с товарами", "direction: 1c→b24"),
        ("prices: {direction: off, kinds: [Оптовая], base: Оптовый}\n#", "нет среди kinds", "«Оптовая»"),
    ],
)
def test_prices_need_products_and_a_base_among_their_kinds(tmp_path, new, complaint, remedy):
    problem, line = broken(tmp_path, "prices: {direction: off, kinds: []", new)

    assert line == problem.line
    assert complaint in str(problem)
    assert remedy in problem.remedy


def test_one_additional_requisite_with_and_without_its_brackets_is_named_twice(tmp_path):
    line = "  cargo: {deal: UF_CRM_CARGO, additional: Вид груза, type: text, direction: both}\n"
    other = "  load: {deal: UF_CRM_LOAD, additional: Вид груза (Заказ клиента), type: text, direction: both}\n"
    assert line in DEFAULT

    (problem,) = complain(tmp_path, DEFAULT.replace(line, line + other)).problems

    assert problem.place == "fields → load → additional"
    assert "второй раз (первый: fields → cargo)" in problem.complaint
