"""`ExchangePlan_ДляODATA`: the node list; its composition is every catalog and document that is published."""

from __future__ import annotations

from sandbox.base.schema import EntitySet, table

SET = "ExchangePlan_ДляODATA"
PLAN = EntitySet(
    SET,
    "plan",
    table(
        """
        Ref_Key guid
        Code str 9
        Description str 100
        DataVersion str
        DeletionMark bool
        SentNo int64
        ReceivedNo int64
        ExchangeDate date
        """
    ),
)
