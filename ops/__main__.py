"""Entry of ./run once the packages are installed."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # Python put this folder on the path; the package is imported from the one above.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from ops.commands import main

    sys.exit(main(sys.argv[1:]))
