"""`Catalog_КонтактныеЛицаПартнеров`: a person who speaks for a partner."""

from typing import Final

SET: Final = "Catalog_КонтактныеЛицаПартнеров"
POST: Final = "ДолжностьПоВизитке"
NAME_LENGTH: Final = 100
