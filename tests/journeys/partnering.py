"""What a partner agency is asked for Ade and answers, and what came of it for whoever asked."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import FilePayload

from alongside.foundation.days import in_words
from alongside.record.tests import samples

from .hands import Hands

WHO, SAM = "Ade Bankole", "Sam Ridley"
BOARD = "Please show Ade how the bath board goes on"
RAIL = (
    "Ade’s back step is high 🪴 Please measure it, & tell us which rail would fit O’Neill’s wall."
)
WHY_NO_MORE = "Pat shows him now."
LISTED = "Going out, and the day centre"
AGREED = "Ade said that Sam may know why he goes out by the back."
SENT, BESIDE = "Drawing of the back step", "Measured on Tuesday; Ade held the tape."
HIGH = "The step is 21 cm. A rail of 60 cm fits on the left; Ade chose the black one."
GROUND = "They said yes to it, after it was explained"
NOTHING = "We cannot find that page"
PAPER: FilePayload = {
    "name": "step.pdf",
    "mimeType": "application/pdf",
    "buffer": samples.pdf(),
}


def asks(alice: Hands) -> None:
    """Alice asks the equipment service for something more, on what Ade said yes to."""
    alice.find(WHO).follow("Who may see").good().follow("Hand over or share").good()
    alice.tick("Ask to help").choose("To whom?", SAM)
    alice.box("Why, and what do you ask of them?", RAIL)
    alice.choose("On what ground?", "They said yes")
    alice.choose("If they said yes: to what?", "The equipment service")
    alice.box("Until which day?", in_words(timezone.localdate() + timedelta(days=21)))
    alice.press("Send it").good().reads("Waits for an answer", RAIL)


def says_yes(sam: Hands, words: str) -> None:
    """Sam reads at the top of his own page what he is asked, on what ground, and says yes."""
    sam.go("/shared/").good("asked").reads("You are asked", words)
    sam.follow(f"Say yes or no for {WHO}").good("asked")
    sam.reads(words, "Alice Thornber", GROUND)
    sam.tick("Yes").press("Send your answer").good("said yes").reads("You said that you would")


def ends(alice: Hands, sam: Hands) -> None:
    """Alice ends what Sam said yes to: his page of it is gone, with what it opened."""
    says_yes(sam, BOARD)
    sam.follow("Say that it is done", exact=False)
    address = sam.page.url
    alice.go("/waiting/").follow(
        "An answer came", within=f"main li:has-text('{BOARD}')", exact=False
    )
    alice.good("accepted").follow("End it").good()
    alice.box("Why does it end now?", WHY_NO_MORE).press("End it now").reads(WHY_NO_MORE, "Ended")
    sam.go(address).good("gone").reads(NOTHING)
    sam.go("/shared/").reads_not(BOARD)


def lists(alice: Hands) -> None:
    """Once Sam has said yes, Alice chooses what he needs to read, and says who agreed."""
    alice.go("/waiting/").follow(
        "An answer came", within="main li:has-text('back step')", exact=False
    )
    alice.follow("Choose what they read").good().follow("List an entry for them").good()
    alice.page.locator("main").get_by_label(LISTED).first.check()
    alice.box("Who agreed that they read it?", AGREED).press("List it").reads(LISTED)


def reads(sam: Hands, others: list[str]) -> None:
    """What was chosen stands below what he was asked; of everything else nothing is here."""
    sam.go("/shared/").good("listed").reads(RAIL, LISTED, GROUND)
    sam.follow(LISTED).good()
    for address in others:
        sam.go(address).good("nothing").reads(NOTHING).reads_not(WHO)


def sends(sam: Hands) -> None:
    """A paper about Ade, which waits for those who work with him."""
    sam.go("/shared/").follow(f"Send a document about {WHO}").good().box("What is it?", SENT)
    sam.box("Is there something to say about it?", BESIDE)
    sam.page.locator("main [name=file]").set_input_files(files=[PAPER])
    sam.press("Send it").good("sent").reads("You sent this.", BESIDE)


def does(sam: Hands) -> None:
    """Done, and what the answer is; a second time there is nothing to say."""
    sam.go("/shared/").follow("Say that it is done", exact=False)
    address = sam.page.url
    sam.press("It is done").good("empty").reads("Say what you did")
    sam.box("What did you do", HIGH).press("It is done").good("done").reads_not(RAIL)
    sam.go(address).good("over").reads("You said that this is done").reads_not(RAIL)


def is_told(alice: Hands) -> None:
    """What Sam sent and answered waits for Alice, and stands where she would look."""
    alice.go("/waiting/").good("told").reads("From Sam Ridley: it is done.")
    alice.follow("An answer came", within="main li:has-text('back step')", exact=False)
    alice.good("done").reads(HIGH, "Sam Ridley accepted it").reads_not("Choose what they read")
    alice.reads("they still read all that was listed for them")
    alice.go("/waiting/").follow(f"A document came from outside, about {WHO}", exact=False)
    alice.good("document").reads(SENT, BESIDE, "Somebody from another organisation wrote it")
    alice.find(WHO).follow("Timeline").reads(SENT, BESIDE)
    alice.find(WHO).follow("Who is involved", exact=False).good().reads(SAM, "Northmere Equipment")


def is_let_through(mo: Hands) -> None:
    """Mo has looked at what Sam sent, and Ade may read it."""
    mo.find(WHO).follow("Timeline").follow(SENT).follow("Decide", exact=False).good()
    mo.tick("Show it to them").press("Decide this").reads(BESIDE)


def ade_reads(ade: Hands, asked_of_the_doctor: str, answer: str) -> None:
    """Who was asked what, why, on what ground and what is over; never what nobody has looked at."""
    ade.go("/my/who-may-see/").good().reads("Who was asked before", RAIL, asked_of_the_doctor)
    ade.reads("They answered on", "It was ended on", "GP, Mere Lane Surgery")
    ade.reads_not(HIGH, answer, WHY_NO_MORE, SAM)
    ade.go("/my/who-looked/").good().reads("Answered what they were asked")
    ade.reads("Made a link for somebody who has no account here").reads_not(SAM)


def pat_reads(pat: Hands, *hidden: str) -> None:
    """His sister, who acts for him, reads what was listed for her, and nothing of all this."""
    pat.go("/shared/").good().reads(WHO).reads_not(RAIL, HIGH, SENT, BESIDE, SAM, *hidden)
