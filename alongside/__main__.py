"""Lets `python -m alongside` do what the `alongside` command does."""

from alongside.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
