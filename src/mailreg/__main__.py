"""`mailreg` and `python -m mailreg`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from mailreg.cli.main import run

    run()


if __name__ == "__main__":
    main()
