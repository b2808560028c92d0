"""Fields and empty values that every object of 1C has: reference, version, deletion mark, owner, parent."""

from typing import Final

REF: Final = "Ref_Key"
VERSION: Final = "DataVersion"
MARKED: Final = "DeletionMark"
DESCRIPTION: Final = "Description"
CODE: Final = "Code"
PREDEFINED_NAME: Final = "PredefinedDataName"
FOLDER: Final = "IsFolder"
PARENT: Final = "Parent_Key"
OWNER: Final = "Owner_Key"
LINE_NUMBER: Final = "LineNumber"

NO_REF: Final = "00000000-0000-0000-0000-000000000000"
NO_DATE: Final = "0001-01-01T00:00:00"
