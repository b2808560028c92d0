"""Reference data of 1C: what changes rarely, cached; cards as edited, uncached; survivors; findings of `check`."""
