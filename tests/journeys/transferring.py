"""Somebody goes to another team: offered, taken, wrong, undone; and what Ade reads of it."""

from .hands import Hands

ADE, DANUTA, TEAM = "Ade Bankole", "Danuta Wróbel", "Children’s Team, West"
WHY = "Moved 🏡 to Weir Street last week, & O’Neill’s is the nearest shop. Your team works there."
TAKEN = "We know Weir Street. I ring before I come."
MEANWHILE, RANG = "Rang, and asked about Weir Street", "Nobody has moved. I rang off, & rang Mo."
WRONG = "Nour al-Sayed moved. Alice had both records open, & chose the wrong one."
TEAMS_PHONE = "01632 960 110"
RESTRICTED = "Something about the family"
NEEDS_IT = "Whoever takes them over needs the record."
NOTHING = "We cannot find that page"
TOLD = "A handover was undone"
PUT_RIGHT = "This went wrong, and was taken back on"


def heading(who: str) -> str:
    """What the handover is called, wherever it is listed."""
    return f"Alice Thornber hands over {who} to {TEAM}"


def offers(alice: Hands, who: str) -> str:
    """Alice hands somebody over, with the record; nothing opens before the team answers."""
    alice.find(who).follow("Who may see").good().follow("Hand over or share").good()
    alice.tick("Hand over").choose("To whom?", TEAM)
    alice.box("Why, and what do you ask of them?", WHY)
    alice.choose("On what ground?", "part of the council’s work")
    alice.tick("Only how to reach them").press("Send it").good("too little")
    alice.reads(NEEDS_IT, WHY).tick("The record").press("Send it").good("offered")
    alice.reads(heading(who), "Waits for an answer", WHY, "The record, without what is restricted")
    return alice.page.url


def is_not_open_yet(charlie: Hands, who: str, person: str) -> None:
    """The address of the record is worth nothing before the answer."""
    charlie.go(person).good("closed").reads(NOTHING).reads_not(who)


def takes(charlie: Hands, who: str) -> None:
    """Charlie reads why, how much goes along, and says yes."""
    charlie.go("/waiting/").good("asked")
    charlie.follow(f"A handover waits for an answer: {who}").good("asked")
    charlie.reads(WHY, "Alice Thornber", "without what is restricted", "Your answer")
    charlie.tick("Yes, from now on")
    charlie.box("What do you want to say to them?", TAKEN).press("Answer").good("taken")
    charlie.reads("Charlie Denholm accepted it", "the record, without what is restricted", TAKEN)


def works_with_them(charlie: Hands, who: str) -> None:
    """Charlie reads what went along, not what is restricted, and writes a note."""
    charlie.follow(f"Open the record of {who}").good().follow("Timeline").good()
    charlie.reads_not(RESTRICTED).find(who).follow(f"Write with {who.split()[0]}", exact=False)
    charlie.choose("What kind", "Phone call").box("What happened", RANG)
    charlie.box("A few words for the timeline", MEANWHILE).press("Finish this note").reads(RANG)


def goes_wrong(alice: Hands, charlie: Hands, who: str, person: str) -> None:
    """It is closed to Alice; both read on the page of the handover who can put it right."""
    alice.go(person).good("closed").reads(NOTHING).reads_not(who)
    for one in (alice, charlie):
        one.go("/waiting/").follow("Handovers", exact=False).good()
        one.follow(heading(who)).good("stands").reads("Accepted", "a manager of either team")
    alice.reads("for those who work with them now to read").reads_not("Person opened")


def undoes(mo: Hands, who: str) -> None:
    """Mo finds it in the list, reads who saw what, and undoes it; a second time is not asked."""
    mo.go("/waiting/").follow("Handovers", exact=False).good().follow(heading(who)).good("manager")
    mo.reads("Who saw what meanwhile", "Person opened", "Charlie Denholm")
    mo.reads_not("Was this a mistake?").follow("Undo it").good()
    address = mo.page.url
    mo.reads("What was written meanwhile stays").press("Undo it now").good("empty")
    mo.box("What went wrong?", WRONG).press("Undo it now").good("undone")
    mo.reads("Undone", WRONG, "Mo Ashworth undid it", "Who saw what meanwhile", "Entry finished")
    mo.reads_not("Undo it").go(address).reads("This has been said")


def is_as_before(alice: Hands, charlie: Hands, who: str, person: str) -> None:
    """Each is told; Alice works with her again, and reads what was written; Charlie does not."""
    charlie.go(person).good("over").reads(NOTHING).reads_not(who)
    charlie.go("/waiting/").good("told").reads_not(who)
    charlie.follow(f"{TOLD}: somebody whose record you may not open").good("undone")
    charlie.reads("Undone", WRONG, "Mo Ashworth").reads_not("Open the record")
    alice.go("/waiting/").good("told").follow(f"{TOLD}: {who}").good("undone")
    alice.reads(WRONG, "Entry finished")
    alice.follow(f"Open the record of {who}").follow("Timeline").reads(MEANWHILE)
    alice.find(who).follow("Who may see").good("again").reads("Alice Thornber", "Mo Ashworth")


def ade_reads_meanwhile(ade: Hands) -> None:
    """While it stands he reads who works with him now, and why; nothing of it is called wrong."""
    ade.go("/my/").good("meanwhile").reads("Who works with you", TEAM, TEAMS_PHONE)
    ade.reads_not("Alice Thornber").go("/my/who-may-see/").good("meanwhile")
    ade.reads("They work with you now, instead of somebody else.", TEAM, WHY)
    ade.reads_not(TAKEN, "Charlie", PUT_RIGHT)


def ade_reads(ade: Hands) -> None:
    """Who works with him, who looked, that it was taken back; nothing about anybody else."""
    ade.go("/my/").good().reads("Who works with you", "Alice Thornber")
    ade.reads_not("Charlie", TEAMS_PHONE)
    ade.follow("Who may see it", within="header").good()
    ade.reads("Who was asked before", TEAM, WHY, PUT_RIGHT)
    ade.reads_not("Nour", TAKEN, "Charlie", RESTRICTED)
    ade.follow("See who looked").good().reads(f"Social worker ({TEAM})")
    ade.reads("Put back who works with you").reads_not("Nour", "Charlie", TAKEN)
    ade.go("/my/record/").good().reads(MEANWHILE).reads_not("Nour", TAKEN)


def pat_reads(pat: Hands) -> None:
    """His sister, who acts for him, reads nothing of all this."""
    pat.go("/shared/").good().reads(ADE)
    pat.reads_not(TEAM, WHY, TAKEN, MEANWHILE, RANG, "Nour")
