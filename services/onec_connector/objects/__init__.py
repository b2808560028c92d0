"""Names of 1C's objects and fields as OData spells them (УТ 11.5, ERP 2.5), one file per object."""
