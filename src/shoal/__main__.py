"""`python -m shoal` is `shoal`."""

import sys

from shoal.app.cli import main

sys.exit(main())
