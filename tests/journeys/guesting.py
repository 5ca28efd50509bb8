"""Somebody without an account: a link, a code that is told apart from it, and one answer."""

from .hands import Hands
from .partnering import WHO

DOCTOR, JOB = "Dr Iyer", "GP, Mere Lane Surgery"
ASKED = "Does Ade’s new tablet make him tired & dizzy? He asked me to ask you — he’ll ring too. 💊"
READS = "Dr Iyer spoke with us"
SAYS = "It can, for two weeks. Taken at night it’s easier; he should ring me if he falls."
OVER = "This link opens nothing any more"


def asks(alice: Hands) -> str:
    """Alice asks the surgery, which has no account here, and chooses what is read there."""
    alice.find(WHO).follow("Who may see").follow("Hand over or share")
    alice.follow("Ask them by a link").good().box("Who is it for?", DOCTOR)
    alice.box("What do they do, and where?", JOB)
    alice.box("Why, and what do you ask of them?", ASKED)
    alice.choose("On what ground?", "It is part of the council’s work").tick("48 hours")
    alice.press("Ask them by a link").good("by link").reads("No link has been made yet.")
    address = alice.page.url
    alice.follow("Choose what they read").good("guest").follow("List an entry for them")
    alice.page.locator("main").get_by_label(READS).first.check()
    alice.box("Who agreed that they read it?", "Ade, on the phone").press("List it").reads(READS)
    return address


def keys(alice: Hands, address: str) -> tuple[str, str]:
    """The link and the code, each on a page of its own, to be handed on in two ways."""
    alice.go(address).press("Make the link").good("link").reads("Never send the code with it.")
    link = alice.page.locator("main code").inner_text()
    alice.follow("Back to what you asked").press("Make the code").good("code")
    code = alice.page.locator("main .al-mind strong").inner_text()
    alice.follow("Back to what you asked").reads("Nobody has opened it yet.")
    return link, code


def comes_in(guest: Hands, other: Hands, link: str, code: str) -> None:
    """A wrong code is said to be wrong; the right one opens it here, and in no other browser."""
    guest.page.goto(link)
    guest.good("closed").box("The code", "000 000" if code[:1] != "0" else "999 999")
    guest.press("Open it").good("wrong").reads("That is not the code.")
    guest.box("The code", code).press("Open it").good("open")
    guest.reads(WHO, ASKED, "Alice Thornber", READS, "It is part of the council’s work with them")
    guest.reads_not("Going out, and the day centre", "Perching stool")
    other.page.goto(link)
    other.good("elsewhere").reads(OVER).reads_not(WHO)


def answers(guest: Hands, other: Hands, link: str) -> None:
    """One answer; then the link is used up, also where it was open."""
    guest.press("Send my answer").good("empty").reads("Say what you did, or what the answer is.")
    guest.box("What did you do", SAYS).press("Send my answer").good("thanks").reads("Thank you")
    guest.page.goto(link)
    guest.reads("The link opens nothing any more").reads_not(WHO)
    other.page.goto(link)
    other.reads(OVER).reads_not(WHO)


def is_told(alice: Hands) -> None:
    """The answer waits for whoever asked, and stands where it was asked."""
    alice.go("/waiting/").reads(f"From {DOCTOR}", f"Asked: “{ASKED}”")
    line = f"main li:has-text('{DOCTOR}')"
    alice.follow("An answer came", within=line, exact=False).good("answered")
    alice.reads(SAYS, "They have answered. The link opens nothing any more.")
    alice.find(WHO).follow("Who may see").reads_not("by a link, and has no account")
