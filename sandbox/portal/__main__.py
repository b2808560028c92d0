"""Entry point of `python -m sandbox.portal`."""

from sandbox.portal.program import main

if __name__ == "__main__":
    main()
