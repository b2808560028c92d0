"""A running portal that samples are asked of."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.contract.vendor_samples.samples import filled
from tests.contract.vendor_samples.shape import value_at

SECRET = "sandboxwebhooksecret"


@dataclass(frozen=True)
class Stand:
    """A running portal and the ids the samples speak of."""

    address: str
    control: str
    token: str
    client: httpx.Client
    known: dict[str, Any]

    def ask(self, method: str, request: Any, by: str = "webhook") -> httpx.Response:
        """Call a method as the page's cURL example does: a JSON body, by webhook or with the application's token."""
        if by == "webhook":
            return self.client.post(f"{self.address}/rest/7/{SECRET}/{method}", json=request)
        if by == "token":
            return self.client.post(f"{self.address}/rest/{method}", json=request | {"auth": self.token})
        return self.client.post(f"{self.address}/rest/{by}/{method}", json=request)

    def prepare(self, step: dict[str, Any], known: dict[str, Any]) -> None:
        """Do one step of what a sample takes for given, and keep the ids it names."""
        body = filled(step.get("params", {}), known)
        if "control" in step:
            done = self.client.post(f"{self.control}{filled(step['control'], known)}", json=body)
        else:
            done = self.ask(step["method"], body, step.get("by", "webhook"))
        assert done.status_code == 200, done.text
        for name, path in step.get("keep", {}).items():
            known[name] = value_at(done.json(), path)
