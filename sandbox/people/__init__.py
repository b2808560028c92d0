"""The seller and the accountant of the made-up company, acting through both simulators' control interfaces."""
