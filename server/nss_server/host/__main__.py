"""`python -m nss_server.host`: how clients start the host."""

import sys

from nss_server.host.main import main

sys.exit(main())
