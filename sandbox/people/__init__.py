"""The people of the made-up company, acting through the control interfaces of both simulators."""
