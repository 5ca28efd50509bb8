"""The address of a video meeting, as somebody pastes it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

LONGEST = 500  # characters


def safe_link(link: str) -> str:
    """The address of a video meeting: https alone, so that nobody listens on the way.

    Where the council names the hosts that it uses, only one of those or a part of one.
    """
    link = link.strip()
    if not link:
        return ""
    try:
        found = urlsplit(link)
        is_safe = found.scheme == "https" and bool(found.hostname) and "@" not in found.netloc
    except ValueError:
        is_safe = False
    if not is_safe or len(link) > LONGEST or any(one.isspace() for one in link):
        raise ValidationError(
            {"link": "This is not the address of a video meeting. It begins with https:// ."}
        )
    hosts = [one.strip().lower() for one in settings.VIDEO_HOSTS if one.strip()]
    host = str(found.hostname)
    if hosts and not any(host == one or host.endswith(f".{one}") for one in hosts):
        raise ValidationError(
            {"link": f"Your council holds video meetings on {', '.join(hosts)}. Use a link there."}
        )
    return link
