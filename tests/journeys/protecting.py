"""Marnie’s way from what her school tells us to a protection plan and its review."""

from .hands import Hands

WHO, HER = "Marnie Thrupp", "Marnie"
TOLD = "Marnie fell asleep in class again. She says there’s nobody at home at night. 😟"
WANTS = "I want somebody there when I wake up. And don’t talk to me like I’m five."
SINCE = "Mum is home every night now. It’s still loud downstairs."
MUM_SAYS = "I did not know she was awake. I will ask for the early shift."
STEPS = (
    ("Text Niamh when a night is bad", "Marnie’s own", ""),
    ("Ask for the early shift", "Family or a friend", "Gail"),
    ("Breakfast club from Monday", "A service from outside", "Weavers Fold School"),
)
NOT_YET = "Mum is there. But nobody asked about the noise downstairs."
GAPS = "It cannot wait: the conference is today. The rest is asked next week."


def what_the_school_tells(delroy: Hands) -> None:
    """Written down by whoever is on duty, about somebody who was not here before."""
    delroy.go("/").follow("Front door", within="header")
    delroy.follow("Write down what somebody told us").good()
    delroy.unfold("Somebody who is not on the record yet")
    delroy.box("Given name", HER).box("Family name", WHO.split()[1])
    delroy.box("Date of birth", "14 September 2011").press("Add them")
    delroy.box("What they told us", TOLD)
    delroy.tick("No", of="Is somebody in danger now?")
    delroy.tick("Somebody who works with them")
    delroy.box("Their name and where they work", "Ines Moro, Weavers Fold School")
    delroy.box("How do we reach them", "01632 960 099")
    delroy.press("Write it down").good().reads(TOLD)


def decided_and_told(delroy: Hands) -> None:
    """Taken on, decided on the day, and said to the school and the family."""
    delroy.press("Take it on").follow("Decide").good()
    delroy.tick("A strategy discussion about an enquiry under section 47")
    delroy.choose("Which team is asked", "Children’s Team, East")
    delroy.box("Why", "She is alone at night, and too tired to learn.")
    delroy.press("Decide this").reads("Still to be told")
    delroy.follow("Say that whoever got in touch was told").good()
    delroy.tick("By phone").box("What they were told", "That we meet about it today.")
    delroy.press("Save this").follow("Say that the family was told").good()
    delroy.tick("In person").box("What they were told", "What we do next, and why.")
    delroy.press("Save this").reads("Decided, and told.")


def allocated(delroy: Hands) -> None:
    """The manager finds on the list that somebody is to work with her, and says who."""
    delroy.go("/waiting/").follow(f"For {WHO}: Say who works with them", exact=False)
    delroy.follow(f"Say who works with {HER}").good()
    delroy.choose("Who will work with them?", "Niamh Orrell").press("Let them in")
    delroy.reads("Niamh Orrell").go("/waiting/").reads_not("Say who works with them")


def is_new(niamh: Hands) -> None:
    """Whoever was never met stands first among the people of whoever was asked to work with her."""
    niamh.go("/").reads(WHO)


def discussed(niamh: Hands) -> None:
    """A strategy discussion the same day, which begins an enquiry."""
    niamh.find(WHO).follow("Ask together").follow("Strategy discussion").good()
    niamh.answers({"held-at": "today, 11am"})
    for one in ("council", "police", "health"):
        niamh.answers({"took-part": one})
    niamh.answers({"why-called": "The school rang: she is alone at night."})
    niamh.press("Save and go on")
    niamh.answers(
        {"safe-people": "Her aunt two doors down.", "child-words": "“I keep the light on.”"}
    )
    niamh.press("Save and go on")
    niamh.answers({"threshold": "cause-yes", "begin": "begin-enquiry"})
    niamh.answers({"begin.because": "She is alone most nights, and afraid."})
    niamh.press("Save and go on")
    niamh.answers(
        {"safe-tonight": "At her aunt’s. Mum agreed.", "family-told": "Mum, today at four."}
    )
    niamh.press("Save, and look it over").good().press("Finish it").reads("“I keep the light on.”")


def enquired(niamh: Hands) -> None:
    """She is seen alone, and what the enquiry finds is written down."""
    niamh.find(WHO).follow(f"Write with {HER}")
    niamh.choose("What kind", "Visit at home").tick("Seen alone")
    niamh.box("What happened", "We sat on the stairs. The kitchen was cold and empty.")
    niamh.box(f"What {HER} wants to say", "Ask mum. Don’t tell her I cried.")
    niamh.box("A few words for the timeline", "On the stairs")
    niamh.press("Finish this note").reads("Don’t tell her I cried.")
    niamh.find(WHO).follow(f"Write with {HER}")
    niamh.choose("What kind", "Section 47 enquiry")
    niamh.box("What you make of it", "She is alone most nights. It is neglect, and it can change.")
    niamh.box("A few words for the timeline", "What the enquiry found")
    niamh.press("Finish this note").reads("it can change")


def assessed(niamh: Hands) -> None:
    """The assessment is begun with what is known today, and says why more is open."""
    niamh.find(WHO).follow("Ask together").follow("Child and family assessment")
    niamh.answers({"why-now.person": "So that mum gets help.", "age-band": "older"})
    niamh.unfold("Other pages, and other ways to ask").press("Look it over")
    niamh.box("Why it is finished with questions open", GAPS).press("Finish it")
    niamh.reads("So that mum gets help.")


def conferred(niamh: Hands) -> None:
    """The report that the family has read, the conference, and the status that came of it."""
    niamh.find(WHO).follow("Ask together").follow("Child protection conference report")
    niamh.answers({"sort-of-conference": "first", "why-conference": "She is alone at night."})
    niamh.unfold("Other pages, and other ways to ask").press("Look it over")
    niamh.box("Why it is finished with questions open", GAPS).press("Finish it")
    niamh.find(WHO).reads("Hold the child protection conference").follow(f"Write with {HER}")
    niamh.choose("What kind", "Child protection conference")
    niamh.box("What happened", "Everybody agreed that she is not safe at night as it is.")
    niamh.box("A few words for the timeline", "The first conference")
    niamh.tick("Somebody else is named or described in this").press("Finish this note")
    niamh.find(WHO).reads_not("Hold the child protection conference")
    niamh.follow("Status, and what it was before").follow("Child protection plan").good()
    niamh.choose("What it protects from", "Neglect").box("Since when?", "today")
    niamh.press("Save this").good().reads("Neglect").reads_not("To check")


def planned(niamh: Hands) -> None:
    """Her words first, goals, steps with whose they are, who agrees and who does not."""
    niamh.find(WHO).follow("Plans").follow("Child protection plan").good()
    niamh.box(f"What {HER} wants", WANTS)
    niamh.box("Goal 1", "Somebody there at night").box("How we will know", "Mum’s shifts say so")
    niamh.choose("How far it is", "Not begun")
    for n, (words, owner, name) in enumerate(STEPS, 1):
        niamh.answers({f"step-{n}-words": words})
        niamh.pick(f"step-{n}-owner", owner)
        if name:
            niamh.answers({f"step-{n}-name": name})
    niamh.box("What has happened, and what we fear", "Alone from nine at night, most nights.")
    niamh.box("What safe looks like", "An adult who is awake in the house.")
    niamh.box("If things do not change", "We would ask a court. We say so before.")
    niamh.box("Who was there", "Marnie, Gail, Niamh and Ines")
    niamh.answers({"voice-0-says": "agrees", "voice-0-words": "If she’s really there."})
    niamh.answers({"voice-1-who": "Gail"}).pick("voice-1-says", "Sees it differently")
    niamh.answers({"voice-1-words": MUM_SAYS})
    niamh.press("Agree this plan").good().reads(WANTS, MUM_SAYS)


def due(niamh: Hands) -> None:
    """What the plan wants next stands on her own list, and how each day was counted."""
    niamh.go("/due/").good().reads("First core group", "See the child at home")
    niamh.reads_not("Hold the child protection conference")
    niamh.follow("First review conference").good().reads("How this date was worked out")


def reviewed(niamh: Hands) -> None:
    """Looked at again beside last time: a step is done, a goal has come some way, a next day."""
    niamh.find(WHO).follow("Child protection plan").good()
    step = "main li:has-text('Ask for the early shift')"
    niamh.follow("Say how it went", within=step, exact=False)
    niamh.tick("Yes, it is done").box("How it went", "From the first of the month.")
    niamh.press("Write this down")
    niamh.follow("Look at it again").good()
    niamh.reads(WANTS, "From the first of the month.", MUM_SAYS)
    niamh.box(f"How {HER} says it has been", SINCE)
    niamh.answers({"changed": "Mum works mornings."}).pick("goal-1-where", "Nearly there")
    niamh.answers({"decided": "The plan goes on. We look again in spring."})
    niamh.answers({"voice-0-says": "agrees"}).press("Agree this plan").good("again").reads(SINCE)
    niamh.follow("Side by side with the time before").good()
    niamh.reads("Then and now", WANTS, SINCE, MUM_SAYS, "Mum works mornings.")
    niamh.reads("Looked at again by")


SURE = {
    "identity": "known",
    "identity_words": "I met them at home, in the week that it began.",
    "inbox": "alone",
    "is_safe": "on",
}


def let_in(niamh: Hands) -> str:
    """Marnie reads her own record from now on; gives the address that lets her in once."""
    niamh.find(WHO).follow("Who may see").follow(f"Let {HER} read this record").good()
    niamh.answers({"email": "marnie@example.org", "reason": "You asked to read along.", **SURE})
    niamh.press(f"Let {HER} in").press("Make a sign-in link").good()
    return niamh.page.locator("main code").inner_text()


def let_mother_in(niamh: Hands) -> str:
    """Her mother acts for her, and reads what is listed for her: the plan, and nothing else."""
    niamh.find(WHO).follow("Who may see")
    niamh.follow(f"Let somebody act for {HER}").good()
    niamh.answers({"called": "Gail, her mum", "email": "gail@example.org"})
    niamh.answers({"standing": "parental responsibility", "seen": "The birth certificate."})
    niamh.answers({"reason": "She wants to read the plan that is hers too.", **SURE})
    niamh.press("Let them in").follow("List an entry for them").good()
    niamh.page.locator("main").get_by_label("Child protection plan").first.check()
    niamh.answers({"why": "She asked for it, and Marnie said yes."}).press("List it")
    return niamh.press("Make a sign-in link").page.locator("main code").inner_text()


def marnie_reads(marnie: Hands) -> None:
    """The plan as it is now, in her words; she says that it is not right yet, and what she did."""
    marnie.go("/my/").good().reads(f"Hello, {HER}").follow("Read my plans").good()
    marnie.follow("Child protection plan").good().reads("What I want", WANTS)
    marnie.follow("Say what you think of it").good().tick("No, I see it differently")
    marnie.box("Your words", NOT_YET).press("Send my words").reads(NOT_YET)
    marnie.follow("Text Niamh when a night is bad").good().tick("Yes, it is done")
    marnie.press("Send this").reads("Done.")
    marnie.go("/my/record/").good().reads("Don’t tell her I cried.")
    marnie.reads_not("Ines Moro", "it can change", "The school rang")
    marnie.go("/my/who-may-see/").reads("Social worker", "Gail, her mum")


def gail_reads(gail: Hands) -> None:
    """Her mother reads the plan, and nothing that Marnie said alone or the school told."""
    gail.go("/shared/").good().reads(WHO, WANTS)
    gail.reads_not("I cried", "Ines Moro", "it can change", "I keep the light on")
    gail.follow("Child protection plan", exact=False).good().reads("Mum works mornings.")


def niamh_is_told(niamh: Hands) -> None:
    """What Marnie says to the plan waits for whoever works with her."""
    niamh.go("/waiting/").follow(f"New words from {WHO}: about a plan", exact=False).follow(
        "Open the plan"
    )
    niamh.reads(NOT_YET)
