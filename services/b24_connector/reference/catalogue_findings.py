"""`check`: the portal's catalogues that 1C's products are to come into, and their properties for codes (R18)."""

from services.b24_connector.portal import Portal
from services.b24_connector.reference.catalogue import Catalogue
from shared.process.findings import Finding
from shared.rules.directory import ProductRules


async def check_catalogue(portal: Portal, products: ProductRules) -> list[Finding]:
    """Compare the portal's catalogues with what the rules say of products; nothing while they do not cross."""
    if not products.enabled:
        return []
    catalogue = Catalogue(portal, products.codes)
    if not await catalogue.block():
        return [Finding(ok=False, text="В портале нет товарного каталога. Создайте в портале первый товар.")]
    held = await catalogue.properties()
    there = ", ".join(f"{name} «{title}»" for name, title in held.items()) or "ни одного"
    named = {"article_property": products.article_property, "barcode_property": products.barcode_property}
    missing = [
        f"В каталоге портала нет свойства {name}; есть {there}. Исправьте directory.products.{key} в файле правил."
        for key, name in named.items()
        if name and name not in held
    ]
    if missing:
        return [Finding(ok=False, text=text) for text in missing]
    fine = Finding(ok=True, text="Товары 1С переносятся в каталог портала: свойства для кодов в нём есть.")
    return [fine, *await _several(catalogue, products)]


async def _several(catalogue: Catalogue, products: ProductRules) -> list[Finding]:
    """Name the catalogues of a portal that has several, and the one in which new products are made."""
    blocks = await catalogue.blocks()
    if len(blocks) <= 1:
        return []
    home = await catalogue.block()
    names = {one.id: f"«{one.name}» ({one.id})" for one in blocks}
    text = (
        f"Товарных каталогов в портале несколько: {', '.join(names.values())}. Новые товары обмен создаёт в каталоге "
    )
    if products.codes:
        return [Finding(ok=True, text=f"{text}{names[home]}: в нём свойства для кодов.")]
    remedy = "Назовите в directory.products.article_property файла правил свойство того каталога, где им место."
    return [Finding(ok=False, text=f"{text}{names[home]}. {remedy}")]
