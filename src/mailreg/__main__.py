"""`mailreg` and `python -m mailreg`."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line."""
    if "run" in sys.argv:
        # told to end while it is still being imported: nothing was begun
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from mailreg.cli.main import run

    run()


if __name__ == "__main__":
    main()
