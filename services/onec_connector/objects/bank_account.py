"""`Catalog_БанковскиеСчетаКонтрагентов`: a bank account of a legal entity, and the classifier of banks."""

from typing import Final

from services.onec_connector.objects import standard
from services.onec_connector.objects.declared import BaseObject, Function

BANKS: Final = Function(
    "Банковские счета контрагентов или классификатор банков не опубликованы: счета компаний не переносятся"
)
SET: Final = "Catalog_БанковскиеСчетаКонтрагентов"
ACCOUNT: Final = BaseObject(SET, also=(standard.REF, standard.VERSION, standard.DESCRIPTION, standard.MARKED), of=BANKS)
OWNER: Final = ACCOUNT.field("Owner")
OWNER_TYPE: Final = ACCOUNT.field("Owner_Type")
NUMBER: Final = ACCOUNT.field("НомерСчета")
BANK: Final = ACCOUNT.field("Банк_Key")
CURRENCY: Final = ACCOUNT.field("ВалютаДенежныхСредств_Key")
CLOSED: Final = ACCOUNT.field("Закрыт")
TYPED: Final = ACCOUNT.field("РучноеИзменениеРеквизитовБанка")
BIC: Final = ACCOUNT.field("БИКБанка")
SWIFT: Final = ACCOUNT.field("СВИФТБанка")
BANK_NAME: Final = ACCOUNT.field("НаименованиеБанка")
CORRESPONDENT: Final = ACCOUNT.field("КоррСчетБанка")
OF_ENTITY: Final = "StandardODATA.Catalog_Контрагенты"
NUMBER_LENGTH: Final = 34
BIC_LENGTH: Final = 9
BANK_NAME_LENGTH: Final = 100
CORRESPONDENT_LENGTH: Final = 20

CLASSIFIER: Final = "Catalog_КлассификаторБанков"
CLASSIFIED: Final = BaseObject(
    CLASSIFIER, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, standard.CODE), of=BANKS
)
THROUGH: Final = CLASSIFIED.field("КоррСчет")
