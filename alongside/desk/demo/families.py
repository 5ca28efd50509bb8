"""The children of Northmere in whom something is planted, and their families."""

from alongside.people.actions.adding import Told
from alongside.people.models import FactKind, Known

from .by_hand import ByHand
from .households import Household
from .plans import Around, NeedPlan, PersonPlan


class Families(ByHand):
    """Makes their households."""

    def all(self) -> list[Household]:
        """Every household of theirs."""
        self._kin()
        self._kept_safe()
        self._twins()
        self._came_alone()
        self._adopted()
        self._beginnings_and_ends()
        return self.homes

    def _kin(self) -> None:
        kezia = self.one(
            "kezia",
            "Kezia Marsh-Bello",
            "she",
            self.aged(9),
            has_phone=False,
            needs=(
                NeedPlan("001", "support-plain-words", "Short words, pictures, someone beside her"),
            ),
        )
        jonah = self.one("jonah", "Jonah Marsh-Bello", "he", self.aged(13))
        for one, other in ((kezia, jonah), (jonah, kezia)):
            one.around = [Around("sibling", other.called, other.key), *self._of_the_marshes(other)]
        self.home(
            "lookedafter",
            "west",
            "charlie",
            [kezia, jonah],
            ("Ruth", "aunt"),
            focus=2,
            since=520,
            school="Mere Lane Primary",
        )

    def _of_the_marshes(self, other: PersonPlan) -> list[Around]:
        """Who is around Kezia and Jonah, and who they are to each other; `other` is the sibling."""
        year = self.days.today.year
        lucy, tunde, ruth = "Lucy Marsh", "Tunde Bello", "Ruth Marsh"
        hana, diego, folake = "Hana Ito", "Diego Ferreira", "Folake Bello"
        samuel, jean, alan, rosa = "Samuel Bello", "Jean Marsh", "Alan Marsh", "Rosa"

        def she(kind: str, called: str, age: int, **more: str) -> Around:
            return Around(kind, called, sex="F", born=str(year - age), **more)

        def he(kind: str, called: str, age: int, **more: str) -> Around:
            return Around(kind, called, sex="M", born=str(year - age), **more)

        return [
            she("kinship-carer", ruth, 40, words="They have lived with her since June 2025"),
            she("aunt-uncle", ruth, 40),
            she("other-family", hana, 41, words="Ruth’s wife"),
            she("spouse", hana, 41, of=ruth),
            she("parent", lucy, 36),
            she("responsible", lucy, 36, ground="gave-birth"),
            he("parent", tunde, 38, words="Saturdays"),
            he("responsible", tunde, 38, ground="certificate"),
            he("contact-safe", tunde, 38, words="Saturdays, ten to four, with Ruth told before"),
            he("separated", tunde, 38, of=lucy),
            Around("child", other.called, other.key, of=lucy),
            Around("child", other.called, other.key, of=tunde),
            he("partner", diego, 34, of=lucy),
            she("half-sibling", rosa, 1),
            she("child", rosa, 1, of=lucy),
            she("child", rosa, 1, of=diego),
            she("grandparent", folake, 66, words="In Leeds; rings every Sunday"),
            she("parent", folake, 66, of=tunde),
            he("parent", samuel, 70, of=tunde),
            he("spouse", samuel, 70, of=folake),
            she("parent", jean, 64, of=lucy),
            he("parent", alan, 74, of=lucy, died="2019"),
            she("parent", jean, 64, of=ruth),
            he("parent", alan, 74, of=ruth, died="2019"),
            he("spouse", alan, 74, of=jean, died="2019"),
        ]

    def _came_alone(self) -> None:
        karwan = self.one(
            "karwan",
            "Karwan",
            "he",
            None,
            told=(
                Told(FactKind.BIRTH, f"about {self.days.today.year - 17}", known=Known.ESTIMATED),
                Told(FactKind.LANGUAGE, code="ckb"),
                Told(FactKind.INTERPRETER, "Kurdish (Sorani), by video"),
                Told(FactKind.ETHNICITY, code="OOTH"),
            ),
        )
        karwan.around = [Around("sibling", "Dilşad", words="Being looked for by the Red Cross")]
        self.home(
            "arriving",
            "east",
            "niamh",
            [karwan],
            ("Dilşad", "brother"),
            since=330,
            school="Northmere College",
        )

    def _adopted(self) -> None:
        tyler = self.one("tyler", "Tyler Wragg", "he", self.aged(5), has_phone=False)
        stacey = self.one("stacey", "Stacey Wragg", "she", self.aged(27))
        tyler.around = [Around("parent", stacey.called, stacey.key)]
        self.home(
            "lookedafter",
            "east",
            "tomasz",
            [tyler, stacey],
            ("Pauline", "foster carer"),
            since=700,
            closed=40,
            school="Lock Lane Primary",
        )

    def _kept_safe(self) -> None:
        address = "Flat 3, 61 Heron Way, Northmere, NM5 1HW"
        nour = self.one(
            "nour", "Nour al-Sayed", "she", self.aged(9, 40), address=address, has_phone=False
        )
        sami = self.one(
            "sami", "Sami al-Sayed", "he", self.aged(6, 200), address=address, has_phone=False
        )
        leyla = self.one(
            "leyla",
            "Leyla al-Sayed",
            "she",
            self.aged(33),
            address=address,
            told=(Told(FactKind.LANGUAGE, code="ar"),),
        )
        nour.around = [
            Around("sibling", sami.called, sami.key),
            Around("parent", leyla.called, leyla.key),
        ]
        sami.around = [Around("parent", leyla.called, leyla.key)]
        self.home(
            "safe",
            "west",
            "charlie",
            [nour, sami, leyla],
            ("Leyla", "mum"),
            focus=2,
            since=300,
            school="Thrum Hill Primary",
        )

    def _twins(self) -> None:
        born, address = self.aged(8, 12), self.maker.numbers.address()
        ruby = self.one("ruby", "Ruby Lindo", "she", born, address=address, has_phone=False)
        rio = self.one("rio", "Rio Lindo", "he", born, address=address, has_phone=False)
        cherelle = self.one("cherelle", "Cherelle Lindo", "she", self.aged(34), address=address)
        ruby.around = [
            Around("twin", rio.called, rio.key),
            Around("parent", cherelle.called, cherelle.key),
        ]
        rio.around = [Around("parent", cherelle.called, cherelle.key)]
        self.home(
            "family",
            "east",
            "niamh",
            [ruby, rio, cherelle],
            ("Cherelle", "mum"),
            focus=2,
            since=240,
            school="Weavers Fold Primary",
        )

    def _beginnings_and_ends(self) -> None:
        expected = self.days.day(-58)
        baby = self.one(
            "babyt",
            "Baby Tattersall",
            "they",
            None,
            has_phone=False,
            told=(Told(FactKind.BIRTH, detail={"on": expected.isoformat()}, known=Known.EXPECTED),),
        )
        keira = self.one("keira", "Keira Tattersall", "she", self.aged(19))
        baby.around = [Around("parent", keira.called, keira.key)]
        self.home("baby", "east", "tomasz", [baby, keira], ("Keira", "mum"), since=32, last=12)
        lost = self.one(
            "babyw",
            "Baby Whittle",
            "they",
            None,
            has_phone=False,
            told=(
                Told(
                    FactKind.BIRTH,
                    detail={"on": self.days.day(-30).isoformat()},
                    known=Known.EXPECTED,
                ),
            ),
        )
        imogen = self.one("imogen", "Imogen Whittle", "she", self.aged(29))
        lost.around = [Around("parent", imogen.called, imogen.key)]
        self.home("baby", "early", "hamza", [lost, imogen], ("Imogen", "mum"), since=120, last=108)
