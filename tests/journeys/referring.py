"""Two referrals of a partner agency for Ade: about a worry, and for an adaptation of his home."""

from .hands import Hands
from .partnering import SAM, WHO

WORRY, ADAPTATION = "Referral about a worry, or for help", "Referral for an adaptation"
SAW = "He said “nothing since Monday” — the fridge was empty, & O’Neill’s shop is shut. 🍞"
HE_SAYS = "I can cook. I can’t carry the bags."
REACH = "01632 960 155, mornings"
TRIED = "Rang Ade. He ate, and would like somebody to carry the shopping."
WHY = "Ade asked for help with his shopping, and for nothing else. The shop delivers on Fridays."
TOLD_SAM = "That we rang Ade, and that it was good to tell us."
TOLD_HIM = "What Sam saw, what we said to him, and about Fridays."
STEEP = "I hold the door, and hope."
HARD = "The step at the back is 21 cm, and wet in winter."


def refers(sam: Hands) -> None:
    """A worry, page by page; nothing that was typed is asked twice."""
    sam.go("/shared/").follow(WORRY, within="main li").good()
    sam.answers({"referrer": "Sam, Equipment Partnership", "ring-back": REACH})
    sam.press("Save and go on").good("second")
    sam.answers({"happened": SAW, "they-say": HE_SAYS, "danger-now": "not-sure"})
    sam.answers({"danger-how": "Nobody is with him in the mornings."})
    sam.press("Save and go on").good("third")
    sam.answers({"told": "Yes. He said: tell them.", "may-name": "yes"})
    sam.press("Save, and look it over").good("over").reads(SAW, HE_SAYS, "Who will read this")
    sam.press("Send it").good("sent").reads("You sent this.", SAW)


def is_decided(alice: Hands) -> None:
    """It came in at the front door; Alice takes it on, looks, decides, and says who was told."""
    alice.go("/front-door/").good().reads("Nobody has looked at it yet").follow(WHO)
    alice.good().reads(SAW, HE_SAYS, REACH, SAM).press("Take it on")
    alice.follow("Write what you found").good()
    alice.tick("I have looked at it, and this is what I found").box("In a sentence or two", TRIED)
    alice.press("Save this").reads(TRIED)
    alice.follow("Decide").good().tick("Advice, or help from somebody else").box("Why", WHY)
    alice.tick("Yes, as soon as it is decided").press("Decide this").reads("Still to be told")
    alice.follow("Say that whoever got in touch was told").good().reads("What may be said")
    alice.tick("By phone").box("What they were told", TOLD_SAM).press("Save this")
    alice.follow("Say that the family was told").good()
    alice.tick("In person").box("What they were told", TOLD_HIM).press("Save this")
    alice.reads("Decided, and told.")


def asks_for_an_adaptation(sam: Hands) -> None:
    """The other form: it speaks to Ade, and what Sam writes of his words is reported."""
    sam.go("/shared/").follow(ADAPTATION, within="main li").good()
    sam.answers({"referrer": "Sam, Equipment Partnership", "agrees": "yes"})
    sam.press("Save and go on").good("home").answers({"hard.person": STEEP, "hard.worker": HARD})
    sam.answers({"where": "in-out", "would-help.person": "A rail.", "urgent": "falls"})
    sam.press("Save, and look it over").reads(STEEP, HARD).press("Send it").reads("You sent this.")


def waits(alice: Hands) -> None:
    """It waits for whoever works with him, and is no work of the front door."""
    alice.go("/waiting/").follow(f"A partner agency asks something for {WHO}", exact=False)
    alice.good("adaptation").reads(STEEP, HARD)
    alice.go("/front-door/").reads_not(HARD)


def ade_reads(ade: Hands) -> None:
    """What was decided, and that something is held; neither what Sam wrote nor how to reach him."""
    ade.go("/my/record/").good().reads("What is decided about a referral", WHY)
    ade.reads("Somebody from another organisation wrote it, so we look at it first.")
    ade.reads_not(SAW, HARD, TRIED, TOLD_SAM, REACH, "Equipment Partnership")
