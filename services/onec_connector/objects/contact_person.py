"""`Catalog_КонтактныеЛицаПартнеров`: a person who speaks for a partner."""

from typing import Final

from services.onec_connector.objects import contact, standard
from services.onec_connector.objects.declared import BaseObject

SET: Final = "Catalog_КонтактныеЛицаПартнеров"
METADATA_NAME: Final = "Справочник.КонтактныеЛицаПартнеров"
PERSON: Final = BaseObject(
    SET, also=(standard.REF, standard.DESCRIPTION, standard.MARKED, standard.OWNER, contact.PART)
)
POST: Final = PERSON.field("ДолжностьПоВизитке")
ENDED: Final = PERSON.field("ДатаПрекращенияСвязи")
VERSION: Final = PERSON.field(standard.VERSION, of=contact.DIRECTORY)
NAME_LENGTH: Final = 100
POST_LENGTH: Final = 100
