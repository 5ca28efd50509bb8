"""Sessions as Django keeps them, asked for on every page with a question put together once."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from alongside.foundation.prepared import prepared


class SessionStore(db.SessionStore):
    """The session of one device."""

    def _get_session_from_db(self) -> Any:
        found = _kept(str(self.session_key), timezone.now())
        if not found:
            self._session_key = None  # as Django does: the next one has a key of its own
            return None
        return found[0]


@prepared
def _kept(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
