"""What the web server's own child loads: the application, tied to the life of that server."""

from alongside.foundation.running.processes import die_with_keeper
from alongside.wsgi import application

die_with_keeper()

__all__ = ["application"]
