"""Russian for what labels say, in panels whose reader is no engineer."""

# ruff: noqa: INP001 - a script and what it reads beside it, no package

REASONS = {
    "organisation": "организация",
    "customer": "клиент без ИНН",
    "ambiguous_customer": "несколько похожих клиентов",
    "item": "товара нет в 1С",
    "agreement": "соглашение",
    "ambiguous_agreement": "несколько соглашений",
    "contract": "договор",
    "warehouse": "склад",
    "currency": "валюта",
    "rows": "строки сделки",
    "vat": "ставка НДС",
    "quantity": "количество",
    "unit": "единица измерения",
    "posting": "1С не проводит",
    "shipped": "уже отгружено",
    "marked": "заказ помечен на удаление",
    "gone": "заказ удалён",
    "doubled": "заказов несколько",
    "access": "не хватает прав в 1С",
    "request": "1С не поняла запрос",
    "portal-refused": "портал не принимает",
    "unanswered": "1С не отвечает на запросы",
    "portal-missing": "нет такой записи на портале",
    "two-deals": "сделок несколько",
    "deal-gone": "сделка удалена",
    "product": "товар каталога под вопросом",
    "price": "портал не принимает цену",
    "too-long": "сделка слишком велика для обмена",
    "too_long": "заказ слишком велик для обмена",
    "other": "другое",
}
KINDS = {
    "deal": "сделка и заказ",
    "company": "компания",
    "requisite": "реквизиты",
    "contact": "контактное лицо",
    "client": "частное лицо",
    "product": "товар",
    "section": "раздел каталога",
}
CALLS = {
    "read": "чтение",
    "create": "создание",
    "change": "изменение",
    "post": "проведение",
    "metadata": "описание базы",
}
OUTCOMES = {
    "ok": "успешно",
    "refused": "1С отказала",
    "missing": "записи нет",
    "exists": "запись уже есть",
    "away": "не отвечает",
    "uncertain": "ответ на запись потерян",
    "barred": "пароль или права",
    "session": "сеанс закончился",
    "too_long": "запрос слишком длинный",
    "request": "1С не поняла",
    "cancelled": "не дождались",
    "bug": "ошибка обмена",
}
USES = {"ring": "обмен", "polling": "опрос"}
LIMITS = {
    "rate": "число запросов (503)",
    "operating": "время метода (429)",
    "overload": "перегрузка",
    "other": "другое (429, 503)",
}
