"""`python -m sandbox.portal`: runs the simulated portal."""

from sandbox.portal.program import main

if __name__ == "__main__":
    main()
