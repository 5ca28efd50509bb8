"""What came in at the front door of Northmere: new, being looked at, and decided."""

from collections.abc import Mapping
from datetime import timedelta

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.questionnaires.answering import Filled
from alongside.record.actions.front_door import decide_referral, say_of_referral, take_referral
from alongside.record.actions.receiving import Source, receive_referral
from alongside.record.actions.telling_us import Whom, form_to_tell_by, tell_us

from .calendar import Calendar
from .council import Council

SCHOOL = Source("professional", "Rosie Hallam, Weavers Fold Primary", "01632 960 071", False)
NEXT_DOOR = Source("public", "Doreen Clegg", "01632 960 083, in the evening", is_quiet=True)
SURGERY = Source("professional", "Dr Ravi Ellis, Canal Street Surgery", "01632 960 095", False)
BOTH = (
    "Mum has brought them late all week and was in tears on Monday. She said that the heating is "
    "off and she does not know how to pay for it. She would like somebody to talk to."
)
RIO = "Rio has a cough that does not go away, and mum has no appointment for him yet."
ALONE = (
    "The bin has not been out for two weeks, and she did not answer the door on Saturday. She is "
    "glad of a visit as a rule. Could somebody see whether she is all right?"
)
RANG = "Rang her. She has had a cold and is on the mend. She would like somebody to come by."

TIRED = "He cares day and night and is worn out. He asked whether anybody else does this too."
GROUP = (
    "Imran would like to meet others who care for somebody. We told him of the group on Mondays."
)

SEEN = Whom("A boy of about 3, called Rio", "about 3", "", "He was with a big sister and his mum.")
COUGH = {
    "referrer": "Sam Ridley, who met them at a door while bringing a stool",
    "ring-back": "01632 960 155, mornings",
    "happened": "He coughed hard, and mum said that the heating is off. I never met them before.",
    "they-say": "Mum would like somebody to ring her about the heating.",
    "danger-now": "no",
    "told": "Yes. I asked mum, and she said: please do.",
    "may-name": "yes",
}


def come_in(council: Council, days: Calendar, people: Mapping[str, Person]) -> None:
    """One that nobody has looked at, one that Alice has taken on, and one that is to be told."""
    tomasz, alice = council.accounts["tomasz"], council.accounts["alice"]
    with acting(tomasz.pk):
        receive_referral(
            id=new_id(),
            people=[people["ruby"], people["rio"]],
            received=When(days.today, "day"),
            source=SCHOOL,
            words=BOTH,
            words_of={people["rio"].pk: RIO},
            by=tomasz,
        )
    with acting(alice.pk):
        (one,) = receive_referral(
            id=new_id(),
            people=[people["winifred"]],
            received=When(days.today - timedelta(days=1), "day"),
            source=NEXT_DOOR,
            words=ALONE,
            by=alice,
        )
        take_referral(referral=one, seen=None, by=alice)
        say_of_referral(referral=one, what="looked at", words=RANG, by=alice)
        (other,) = receive_referral(
            id=new_id(),
            people=[people["imran"]],
            received=When(days.today, "day"),
            source=SURGERY,
            words=TIRED,
            by=alice,
        )
        decide_referral(referral=other, decision="elsewhere", why=GROUP, by=alice)
    asked, sam = form_to_tell_by(), council.accounts["sam"]
    assert asked is not None
    with acting(sam.pk):  # of somebody who is not shared with Sam: whoever answers says who it is
        tell_us(id=new_id(), whom=SEEN, filled=Filled(asked, COUGH, days.today), by=sam)
