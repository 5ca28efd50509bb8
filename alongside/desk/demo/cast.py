"""The grown-ups of Northmere who are written by hand: Ade and Pat, Alice's people, and others."""

from datetime import date
from typing import NamedTuple

from alongside.people.actions.adding import Told
from alongside.people.models import FactKind

from .by_hand import ByHand
from .households import Household
from .plans import Around, NeedPlan, PersonPlan

ADES_WORDS = (
    "I drove buses in this town for thirty-one years, so I know every street and half the people. "
    "Since the stroke my words come slowly, but they do come. Wait for them. Don’t finish my "
    "sentences, and please don’t ask Pat instead of me."
)
TERRACE = "Canal Terrace, Northmere, NM1 2AB"


class One(NamedTuple):
    """One of those whom Alice works with: who, what about, who is near, and when they last met."""

    key: str
    name: str
    pronoun: str
    born: date
    theme: str
    near: tuple[str, str]
    last: int
    needs: list[NeedPlan]
    told: list[Told]


ALICES = (
    One(
        "rosalind",
        "Rosalind Achebe",
        "she",
        date(1979, 9, 2),
        "senses",
        ("Chidi", "brother"),
        28,
        [
            NeedPlan("002", "professional-bsl", "British Sign Language"),
            NeedPlan("003", "contact-relay", "Never by phone"),
        ],
        [Told(FactKind.LANGUAGE, code="bfi"), Told(FactKind.SAY_IT, "ah-CHAY-bay")],
    ),
    One(
        "winifred",
        "Winifred Garstang",
        "she",
        date(1939, 1, 20),
        "older",
        ("Neville", "nephew"),
        19,
        [
            NeedPlan("004", "format-large-print", "Large print"),
            NeedPlan("003", "contact-certain-times", "Rings back after lunch"),
        ],
        [],
    ),
    One(
        "imran",
        "Imran Sadiq",
        "he",
        date(1984, 7, 8),
        "caring",
        ("Bilal", "son"),
        13,
        [
            NeedPlan("003", "contact-text", "Text first"),
            NeedPlan("003", "contact-certain-times", "Evenings, after prayers"),
        ],
        [Told(FactKind.LANGUAGE, code="ur"), Told(FactKind.ETHNICITY, code="APKN")],
    ),
    One(
        "danuta",
        "Danuta Wróbel",
        "she",
        date(1951, 3, 30),
        "stroke",
        ("Marek", "son"),
        11,
        [NeedPlan("006", "language-interpreter", "Polish interpreter, a woman, please")],
        [
            Told(FactKind.LANGUAGE, code="pl"),
            Told(FactKind.INTERPRETER, "Polish, a woman"),
            Told(FactKind.ETHNICITY, code="WOTH"),
            Told(FactKind.SAY_IT, "da-NOO-ta VROO-bel"),
        ],
    ),
    One(
        "marcus",
        "Marcus Teale",
        "they",
        date(1996, 11, 12),
        "learning",
        ("Gill", "mum"),
        7,
        [
            NeedPlan("004", "format-easy-read", "Easy read"),
            NeedPlan("001", "support-objects", "Bring the picture cards"),
        ],
        [],
    ),
    One(
        "sian",
        "Siân Pugh",
        "she",
        date(1968, 6, 17),
        "caring",
        ("Gwilym", "husband"),
        1,
        [
            NeedPlan("004", "", "Welsh or English"),
            NeedPlan("003", "contact-letter", "A letter, then a call"),
        ],
        [
            Told(FactKind.LANGUAGE, code="cy"),
            Told(FactKind.LANGUAGE, code="en"),
            Told(FactKind.SAY_IT, "sharn pew"),
        ],
    ),
    One(
        "dorothy",
        "Dorothy Kettleworth",
        "she",
        date(1942, 12, 4),
        "dementia",
        ("Arnold", "husband"),
        16,
        [
            NeedPlan("001", "support-familiar-person", "Arnold beside her"),
            NeedPlan("001", "support-plain-words", "One thing at a time"),
        ],
        [],
    ),
    One(
        "xiulan",
        "Xiulan Chen",
        "she",
        date(1947, 2, 1),
        "older",
        ("Wei", "son"),
        22,
        [NeedPlan("006", "language-interpreter", "Mandarin interpreter, by video")],
        [
            Told(FactKind.NAME_LEGAL, "陈秀兰", detail={"given": "秀兰", "family": "陈"}),
            Told(FactKind.SAY_IT, "shyow-LAN chun"),
            Told(FactKind.LANGUAGE, code="cmn"),
            Told(FactKind.ETHNICITY, code="CHNE"),
        ],
    ),
)
NEAR = {
    "brother": "sibling",
    "nephew": "niece-nephew",
    "son": "child",
    "mum": "parent",
    "husband": "spouse",
}


class Cast(ByHand):
    """Makes their households; Ade has none, since his record is written out in records/ade.txt."""

    ade: PersonPlan

    def all(self) -> list[Household]:
        """Every household of theirs."""
        self._bankole()
        self._alices_people()
        self._known_before()
        return self.homes

    def _bankole(self) -> None:
        ade = self.one(
            "ade",
            "Ade Bankole",
            "he",
            date(1958, 5, 3),
            address=f"14 {TERRACE}",
            know=ADES_WORDS,
            told=(
                Told(FactKind.NAME_LEGAL, detail={"given": "Adeyemi", "family": "Bankole"}),
                Told(FactKind.SAY_IT, "ah-DAY"),
                Told(FactKind.ETHNICITY, code="BAFR"),
                Told(FactKind.LANGUAGE, code="en"),
                Told(FactKind.LANGUAGE, code="yo"),
                Told(FactKind.GP, "Mere Lane Surgery"),
            ),
            needs=(
                NeedPlan("004", "format-large-print", "Large print, 18 point, on cream paper"),
                NeedPlan(
                    "001", "support-lip-reading", "You to face him; his left ear hears better"
                ),
                NeedPlan(
                    "003", "contact-certain-times", "Mornings, or just after lunch. He tires by 4pm"
                ),
                NeedPlan(
                    "003", "contact-known-number", "A text before any call, from a number he knows"
                ),
            ),
        )
        ade.around = [
            Around(
                "sibling",
                "Pat Bankole",
                "pat",
                "Two doors down. May act for him about health and care, only if he cannot decide.",
            ),
            Around("friend", "Kwame Mensah", words="From the stroke group"),
            Around("child", "Temi Bankole", words="In Leeds. Rings on Sundays."),
        ]
        ade.team, ade.worker, ade.helpers, ade.since = "adults", "alice", ("harriet",), 258
        self.ade = ade
        pat = self.one(
            "pat",
            "Pat Bankole",
            "she",
            date(1962, 2, 11),
            address=f"18 {TERRACE}",
            told=(Told(FactKind.NAME_LEGAL, detail={"given": "Patience", "family": "Bankole"}),),
            needs=(NeedPlan("003", "contact-certain-times", "Evenings. She works until five"),),
        )
        self.home("caring", "adults", "bob", [pat], ("Ade", "brother"), since=120, last=9)

    def _alices_people(self) -> None:
        for number, one in enumerate(ALICES):
            plan = self.one(
                one.key, one.name, one.pronoun, one.born, needs=one.needs, told=one.told
            )
            plan.around = [Around(NEAR[one.near[1]], f"{one.near[0]} {plan.family}")]
            since = 200 + 9 * number
            self.home(one.theme, "adults", "alice", [plan], one.near, since=since, last=one.last)

    def _known_before(self) -> None:
        adeola = self.one(
            "adeola",
            "Adeola Bankowska",
            "she",
            self.aged(31),
            address="7 Fell View, Northmere, NM4 6TR",
        )
        self.home("minds", "adults", "bob", [adeola], ("Ewa", "sister"), since=900, closed=520)
        garside = self.one("garside", "Winifred Garside", "she", date(1941, 8, 9))
        self.home("older", "adults", "bob", [garside], ("Susan", "daughter"), since=210, last=8)
        wilfred = self.one("wilfred", "Wilfred Sugden", "he", date(1937, 4, 25))
        self.home("older", "adults", "bob", [wilfred], ("Janet", "niece"), since=600, last=141)
