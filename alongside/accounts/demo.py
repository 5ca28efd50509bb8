"""The cast of the demonstration: whom one can be, and what each of them shows."""

from typing import NamedTuple

from alongside.foundation.actor import acting

from .models import Account

DOMAIN = "northmere.example"  # RFC 2606: belongs to nobody


class Persona(NamedTuple):
    """Somebody one can sign in as: the word for it, who they are, and what is worth trying."""

    key: str
    who: str
    why: str


CAST = (
    Persona("worker", "Alice, a social worker", "Works with Ade and others. Start here."),
    Persona("colleague", "Bob, in Alice’s team", "Sees what the team may see."),
    Persona("other-team", "Charlie, in another team", "Must ask before seeing Ade’s record."),
    Persona(
        "manager", "Mo, who manages the team", "Decides what is held back and who works with whom."
    ),
    Persona("person", "Ade, who is supported", "Reads his own record and adds his own words."),
    Persona("proxy", "Pat, Ade’s sister", "Acts for him, and sees what was listed for her."),
    Persona("partner", "Sam, at a partner agency", "Sees only what was shared, entry by entry."),
    Persona("principal", "The principal social worker", "Looks at practice across the council."),
    Persona(
        "protection", "The data protection officer", "Sees who opened, searched and changed what."
    ),
)


def address_of(persona: str) -> str:
    """The address of the account that plays this persona."""
    return f"{persona}@{DOMAIN}"


def account_of_persona(persona: str) -> Account | None:
    """The account that plays this persona, if the demo council has been loaded."""
    if persona not in {one.key for one in CAST}:
        return None
    with acting(None):  # whoever one was before does not matter at the door
        found = Account.objects.filter(email=address_of(persona), is_demo=True, is_active=True)
        return found.exclude(kind=Account.Kind.SYSTEM).first()


def is_loaded() -> bool:
    """Whether there is anybody to sign in as."""
    return Account.objects.filter(is_demo=True, email=address_of(CAST[0].key)).exists()
