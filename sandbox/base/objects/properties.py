"""Additional requisites: the customer's own, defined in 1C without the configurator."""

from __future__ import annotations

from sandbox.base.schema import characteristics

PROPERTY = characteristics("ДополнительныеРеквизитыИСведения", "Заголовок str 75\nЭтоДополнительноеСведение bool")
