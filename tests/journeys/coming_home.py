"""Winifred’s way from a ward to a plan for home, and to the first look at whether it works."""

from .hands import Hands

WHO, HER = "Winifred Garstang", "Winifred"
WANTS = "My own bed, my own kettle, and no fuss before nine."
SINCE = "The girls are kind, but they come at eleven. I’m up at seven."
STEPS = (
    ("Walk to the gate and back after lunch", "Winifred’s own", ""),
    ("Ring each evening at six", "Family or a friend", "Neville"),
    ("Two visits a day, at eight and at six", "A service from outside", "Home care"),
)
MONEY = (("Two visits a day", "98.50", "a week"), ("A taxi to the book club", "32", "a month"))
HER_WORDS = "Eight o’clock is right. And the toast is mine."
GAPS = "She comes home tomorrow. The rest is asked at her own table."


def the_ward_rings(alice: Hands) -> None:
    """What the ward says, in a note of a phone call."""
    alice.find(WHO)
    alice.follow(f"Write with {HER}").good()
    alice.choose("What kind", "Phone call")
    alice.box("What somebody told you", "She comes home on Thursday at two. Her hip is mending.")
    alice.box("Who told you", "The sister on ward 4")
    alice.box("A few words for the timeline", "The ward rang about coming home")
    alice.press("Finish this note").reads("Her hip is mending.")


def assessed(alice: Hands) -> None:
    """A short Care Act assessment at the bedside: what matters, and what is open with its why."""
    alice.find(WHO).follow("Ask together").follow("Care Act assessment")
    alice.answers({"wants.person": WANTS}).press("Save and go on")
    alice.answers(
        {"food.worker": "She makes tea and toast. Pans are too heavy for now.", "food-can": "help"}
    )
    alice.unfold("Other pages, and other ways to ask").press("Look it over")
    alice.box("Why it is finished with questions open", GAPS)
    alice.press("Finish it").reads(WANTS)


def agreed(mo: Hands) -> None:
    """Her manager reads the assessment and agrees to it."""
    mo.go("/waiting/").follow(f"Agree, or not, to what was written with {WHO}", exact=False).good()
    mo.answers({"decision": "agrees", "reason": "She said what she wants, and when."})
    mo.press("Decide").reads("Agreement")


def planned(alice: Hands) -> None:
    """The plan with what it costs; then the page that hangs on her fridge, also in easy words."""
    alice.find(WHO).follow("Plans").follow("Care and support plan").good()
    alice.box(f"What {HER} wants", WANTS)
    alice.box("Goal 1", "Make her own breakfast").box(
        "How we will know", "Toast at half past seven"
    )
    for n, (words, owner, name) in enumerate(STEPS, 1):
        alice.answers({f"step-{n}-words": words}).pick(f"step-{n}-owner", owner)
        if name:
            alice.answers({f"step-{n}-name": name})
    alice.box("What is needed", "Help with washing and dressing until the hip is stronger.")
    alice.box("What goes well without us", "Neville rings at six. She reads two books a week.")
    alice.box("If something breaks down", "Ring the agency, then us. Neville has a key.")
    for n, (words, amount, often) in enumerate(MONEY, 1):
        alice.answers({f"money-{n}-words": words, f"money-{n}-amount": amount})
        alice.pick(f"money-{n}-every", often)
    alice.box("Who was there", "Winifred, Neville and Alice")
    alice.answers({"voice-0-says": "agrees", "voice-0-words": "For now. Then we shall see."})
    alice.press("Agree this plan").good().reads(WANTS, "£98.50 a week")
    alice.follow("One page for the fridge").good().reads("What I want", WANTS)
    alice.follow("Easy read, with pictures").good().reads("I do this")


def due(alice: Hands) -> None:
    """A week before its day the first look stands on her list, with how it was counted."""
    alice.go("/waiting/").good()
    alice.follow(f"First look at how the plan works, for {WHO}").good()
    alice.reads("How this date was worked out")


def reviewed(alice: Hands) -> None:
    """Her own words first, beside last time; what costs more, and the next day a year on."""
    alice.find(WHO).follow("Care and support plan")
    alice.follow("Look at it again").good().reads(WANTS)
    alice.box(f"How {HER} says it has been", SINCE)
    alice.answers({"changed": "She walks with one stick.", "money-1-amount": "49.25"})
    alice.pick("goal-1-where", "There").answers({"decided": "One visit at eight, and no more."})
    alice.answers({"voice-0-says": "agrees"}).press("Agree this plan").good("again").reads(
        SINCE, "£49.25 a week"
    )
    alice.follow("Side by side with the time before").good()
    alice.reads("Then and now", SINCE, "She walks with one stick.", "£98.50", "£49.25")


def winifred_reads(winifred: Hands) -> None:
    """Her plan as it is now, also in easy words; what she says to it, and to a step of her own."""
    winifred.go("/my/").good().follow("Read my plans").good()
    winifred.follow("Care and support plan").good().reads("What I want", WANTS, "£49.25 a week")
    winifred.follow("Easy read, with pictures").good().reads("I do this")
    winifred.follow("Say what you think of it").good().tick("Yes, I agree")
    winifred.box("Your words", HER_WORDS).press("Send my words").reads(HER_WORDS)
    winifred.follow("Walk to the gate and back after lunch").good().tick("Yes, it is done")
    winifred.press("Send this").reads("Done.")
    winifred.go("/my/record/").good().reads("Her hip is mending.", SINCE)


def alice_is_told(alice: Hands) -> None:
    """What Winifred says to the plan waits for whoever works with her, and leads to it."""
    alice.go("/waiting/").follow(f"New words from {WHO}: about a plan", exact=False)
    alice.follow("Open the plan").reads(HER_WORDS)
