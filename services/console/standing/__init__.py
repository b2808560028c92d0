"""The status of the exchange: what works, what waits, and what stands until somebody acts."""
