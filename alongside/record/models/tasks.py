"""Everything that is due: small, made by actions, never typed as work of its own."""

from django.db import models
from django.db.models import Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import BARRED, KIND, ME, MINE, STAFF, TEAMS, Rows

# The system's clock escalates what is past its day.
CLOCK = f"({KIND} = 'system' and (select gate.everyone()) >= 3)"
# Of those who are away; what is kept apart is nobody's to cover, and who is kept out stays out.
COVERED = (
    "({t}.account_id = any ((select gate.i_cover())::uuid[]) and {t}.what <> 'allegation'"
    f" and ({{t}}.person_id is null or {{t}}.person_id <> all ({BARRED})))"
)


class Task(models.Model):
    """What waits for an account or a team: about whom, by when, and from what it came."""

    class What(models.TextChoices):
        DECIDE_HELD = "decide held", "Decide whether this may be shown"
        SECOND_LOOK = "second look", "Agree, or not, that something is not disclosed"
        ANSWER_ACCESS = "answer access", "Somebody asks to see a record"
        REVIEW_GLASS = "review break-glass", "Look at a record opened in an emergency"
        MISFILED = "misfiled", "An entry was in the wrong record"
        DISAGREES = "disagrees", "What was imported disagrees with what is known"
        WORDS = "words", "New words from somebody you work with"
        CORRECT = "correct", "Somebody says that something is wrong"
        REVIEW_RESTRICTION = "review restriction", "Look again at what is restricted"
        LOOK_AGAIN = "look again", "Look again at what is held"
        FILE = "file kept back", "A file was kept back, and nobody may open it"
        UNLOCK = "unlock file", "Agree, or not, that a locked file is opened again"
        TELLING = "look at telling", "Look again at whether somebody is told of an emergency"
        PROTECTION = "look at protection", "Look again at what is kept safe"
        WARNING = "look at warning", "Look again at a warning"
        NEED = "ask about need", "Ask again about something that somebody needs"
        WITHDRAW = "withdraw import", "Agree, or not, that an import is withdrawn"
        WITHDRAWN = "import withdrawn", "What an import brought was taken out again"
        FOLLOW_UP = "follow up", "Something that follows from an answer"
        AGREE = "agree answers", "Agree, or not, to what was written"
        RETURNED = "answers returned", "What you wrote was returned to you"
        REFERRAL = "referral", "A partner agency asks something for somebody"
        ALLEGATION = "allegation", "Something that is kept apart"
        TAKE_OVER = "take over draft", "Somebody asks that what they began is taken over"
        HANDOVER = "handover", "Somebody’s record is offered or asked for"
        UNDONE = "handover undone", "A handover was undone"
        REASON = "reason owed", "Say why a record could not wait"
        CONSENT = "consent withdrawn", "Somebody took their consent back"
        ASKED = "asked", "A colleague asks you to see to something"
        ANSWERED = "answered", "Somebody from outside the council answered"
        DOCUMENT = "document", "A partner agency sent a document"

    id = models.UUIDField(primary_key=True, default=new_id)
    what = models.CharField(max_length=24, choices=What)
    words = models.CharField(max_length=400, blank=True, default="")  # of a questionnaire
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", models.PROTECT, null=True, related_name="+")
    from_kind = models.CharField(max_length=40)  # a model label, as on the trail
    from_id = models.UUIDField()
    # What it waits to have written down, besides a tick: a kind of entry, or a form.
    awaits = models.CharField(max_length=80, blank=True, default="")
    met_by = models.ForeignKey("record.Entry", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    made_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    escalated_at = models.DateTimeField(null=True)

    rows = Rows(
        # A partner does not learn who does what they asked for.
        see=f"account_id = {ME} or team_id = any ({TEAMS}) or {CLOCK} or {COVERED}"
        f" or (made_by_id = {ME} and {KIND} <> 'partner')",
        # The person's words make work, and what a partner asks for them; nobody else's but staff's.
        add=f"made_by_id = {ME} and ({STAFF} or ({KIND} = 'person'"
        " and what in ('words', 'correct', 'consent withdrawn')"
        f" and person_id = any ({MINE}))"
        f" or ({KIND} = 'partner' and what in ('referral', 'document', 'decide held')"
        " and gate.shares_with_me({t}.person_id)))",
        # What somebody else has to look at is not closed by whoever made it necessary.
        change=f"{CLOCK} or ((account_id = {ME} or team_id = any ({TEAMS}) or made_by_id = {ME}"
        f" or {COVERED}) and (made_by_id <> {ME}"
        " or what not in ('review break-glass', 'second look', 'unlock file', 'withdraw import',"
        " 'agree answers')))",
        columns=("done_at", "done_by_id", "account_id", "team_id", "escalated_at"),
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "due_on"], name="open_of_account", condition=Q(done_at=None)
            ),
            models.Index(fields=["team", "due_on"], name="open_of_team", condition=Q(done_at=None)),
            models.Index(fields=["from_id"], name="tasks_from"),
            models.Index(
                fields=["person", "awaits"],
                name="tasks_that_await",
                condition=Q(done_at=None) & ~Q(awaits=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(team__isnull=False),
                name="task_is_somebodys",
            )
        ]

    def __str__(self) -> str:
        return self.get_what_display()
