"""Names of many origins, what goes with each, and how a family shares them; all invented."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Origin:
    """Where a family's names come from, and what its members say of themselves."""

    key: str
    weight: int
    ethnicity: str  # a code of "ethnicity-dfe"
    language: str  # a code of "languages"
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    interpreter: str = ""


def _origin(
    key: str,
    weight: int,
    ethnicity: str,
    language: str,
    women: str,
    men: str,
    families: str,
    interpreter: str = "",
) -> Origin:
    names = [tuple(part.strip() for part in text.split(",")) for text in (women, men, families)]
    return Origin(key, weight, ethnicity, language, names[0], names[1], names[2], interpreter)


ORIGINS = (
    _origin(
        "british",
        30,
        "WBRI",
        "en",
        "Lily, Grace, Courtney, Chelsea, Hannah, Poppy, Kayleigh, Ruby, Beth, Imogen, Freya, "
        "Leanne, Ellie-Mae, Jess, Gemma",
        "Alfie, Jordan, Kyle, Callum, Liam, Harvey, Archie, Toby, Dean, Oscar, Riley, Lewis, "
        "Craig, Brandon, Tom",
        "Hargreave, Postlethwaite, Bramhall, Ogden, Fairclough, Entwistle, Shaw, Tattersall, "
        "Lumb, Crossthwaite, Pickup, Holroyd, Sugden, Ashurst, Greenhalgh, Whittle, Clegg, "
        "Barraclough, Rimmer, Aspinall, Wragg, Ledger-Hurst, Dobb, Kershaw",
    ),
    _origin(
        "irish",
        4,
        "WIRI",
        "en",
        "Siobhán, Nuala, Aoife, Bríd, Orla, Philomena",
        "Declan, Pádraig, Colm, Fintan, Eamonn, Cian",
        "O’Malley, Ní Fhloinn, O’Shaughnessy, McGrory, Brennan-Duffy",
    ),
    _origin(
        "traveller",
        2,
        "WIRT",
        "en",
        "Margaret-Rose, Kathleen, Bridie, Shakira",
        "Johnny, Paddy, Jimmy, Martin",
        "Connors, O’Driscoll, Maughan",
    ),
    _origin(
        "roma",
        3,
        "WROM",
        "rmn",
        "Esmeralda, Kvetoslava, Loredana, Nikoleta",
        "Zoltán, Florin, Marián, Rafael",
        "Horváth, Balog, Lăcătuș, Mirga",
        "Romani or Slovak",
    ),
    _origin(
        "welsh",
        4,
        "WBRI",
        "cy",
        "Angharad, Cerys, Gwenllian, Myfanwy, Lowri",
        "Gethin, Emrys, Iestyn, Llŷr, Dafydd",
        "ap Rhisiart, Pugh-Lloyd, Beddoe, Gwynne, Prosser",
    ),
    _origin(
        "polish",
        6,
        "WOTH",
        "pl",
        "Agnieszka, Zuzanna, Małgorzata, Oliwia, Elżbieta",
        "Łukasz, Wojciech, Paweł, Kacper, Stanisław",
        "Nowak, Wójcik, Zając, Pawlak, Dudek, Król",
        "Polish",
    ),
    _origin(
        "romanian",
        3,
        "WOTH",
        "ro",
        "Ioana, Mihaela, Andreea, Daria",
        "Ionuț, Răzvan, Vlad, Ștefan",
        "Popescu, Munteanu, Țăran, Dumitru",
        "Romanian",
    ),
    _origin(
        "ukrainian",
        3,
        "WOTH",
        "uk",
        "Oksana, Solomiia, Halyna, Yaryna",
        "Taras, Bohdan, Mykola, Danylo",
        "Shevchuk, Kovalenko, Bondar, Melnyk",
        "Ukrainian",
    ),
    _origin(
        "bangladeshi",
        7,
        "ABAN",
        "bn",
        "Nasrin, Shahida, Tasnim, Rokeya, Farzana, Maliha",
        "Rafiqul, Shafiq, Tanvir, Abdul Karim, Zubair, Mahin",
        "Begum, Chowdhury, Miah, Uddin, Khatun, Haque",
        "Bengali or Sylheti",
    ),
    _origin(
        "pakistani",
        7,
        "APKN",
        "ur",
        "Shazia, Ruksana, Amina, Hafsa, Zainab, Noor",
        "Adeel, Tariq, Bilal, Hamid, Yusuf, Ibrahim",
        "Hussain, Mahmood, Akhtar, Iqbal, Bibi, Qureshi",
        "Urdu or Punjabi",
    ),
    _origin(
        "indian",
        4,
        "AIND",
        "gu",
        "Hansa, Jasleen, Nirmala, Kavya, Meera",
        "Harjit, Dilip, Arjun, Kishor, Simran",
        "Patel, Gill, Mistry, Kaur, Solanki",
        "Gujarati or Punjabi",
    ),
    _origin(
        "yoruba",
        5,
        "BAFR",
        "yo",
        "Folasadé, Yetunde, Títílayọ̀, Bísí, Morẹ́nikẹ́",
        "Adébáyọ̀, Olúwaṣeun, Fẹ́mi, Kúnlé, Tolu",
        "Adéyẹmí, Ògúnlésì, Fálọlá, Akínwándé",
    ),
    _origin(
        "igbo",
        2,
        "BAFR",
        "ig",
        "Ngozi, Chiamaka, Adaeze",
        "Chukwuemeka, Obinna, Kelechi",
        "Okafor, Nwosu, Eze-Okoro",
    ),
    _origin(
        "ghanaian",
        2,
        "BAFR",
        "ak",
        "Akosua, Abena, Esi",
        "Kwabena, Kofi, Yaw",
        "Owusu, Boateng, Asante-Mills",
    ),
    _origin(
        "somali",
        5,
        "BAFR",
        "so",
        "Hodan, Ifrah, Sagal, Ayaan, Khadra",
        "Abdirahman, Liban, Guled, Mahad, Warsame",
        "Cali Nuur, Xasan, Jaamac, Warsame Aadan, Faarax",
        "Somali",
    ),
    _origin(
        "eritrean",
        2,
        "BAFR",
        "ti",
        "Selam, Rahwa, Bisrat",
        "Yonas, Filmon, Natnael",
        "Tesfay, Gebremedhin, Kidane",
        "Tigrinya",
    ),
    _origin(
        "sudanese",
        2,
        "BAFR",
        "ar",
        "Amna, Rania, Huda",
        "Mustafa, Elsadig, Omer",
        "Abdelrahim, Osman, Eltayeb",
        "Arabic",
    ),
    _origin(
        "kurdish",
        4,
        "OOTH",
        "ku",
        "Şîlan, Berîvan, Avîn, Rojîn",
        "Karwan, Rêbîn, Azad, Dilşad",
        "Şêxo, Rasul, Barzan, Hemê",
        "Kurdish: ask which",
    ),
    _origin(
        "syrian",
        3,
        "OOTH",
        "ar",
        "Rasha, Yasmin, Lamar",
        "Nabil, Zaid, Khaled",
        "al-Khatib, Haddad, al-Sayed",
        "Arabic",
    ),
    _origin(
        "afghan",
        3,
        "AOTH",
        "prs",
        "Parwana, Zohra, Mina",
        "Farid, Najib, Zabihullah",
        "Ahmadzai, Rahimi, Noorzai",
        "Dari or Pashto",
    ),
    _origin(
        "chinese",
        4,
        "CHNE",
        "yue",
        "Mei-Ling, Wing-Yan, Xiaoyu, Lai-Fong",
        "Ka-Ho, Zhiwei, Wing-Kit, Jun",
        "Cheung, Lam, Wong, Zhou",
        "Cantonese or Mandarin: ask which",
    ),
    _origin(
        "vietnamese",
        1,
        "AOTH",
        "vi",
        "Linh, Thảo",
        "Đức, Minh",
        "Nguyễn, Trần",
        "Vietnamese",
    ),
    _origin(
        "caribbean",
        6,
        "BCRB",
        "en",
        "Marcia, Shanice, Yvonne, Cherelle, Dionne",
        "Winston, Leroy, Andre, Tyrell, Delano",
        "Gayle-Morris, Blackwood, Dacres, Lindo, St Hilaire",
    ),
    _origin(
        "mixed",
        6,
        "MWBC",
        "en",
        "Amara, Jade, Kiera, Naomi, Talia",
        "Kian, Marlon, Reece, Zion, Theo",
        "Bennett-Okoye, Carr, Campbell-Frost, Osei-Lund, Dalby",
    ),
    _origin(
        "filipino",
        1,
        "AOTH",
        "tl",
        "Maricel, Jocelyn",
        "Jun-Jun, Rodel",
        "Dela Cruz, Bautista-Reyes",
        "Tagalog",
    ),
)
ELDERS = {  # of the biggest group, whose names go with the years
    "she": [
        "Maureen",
        "Doreen",
        "Jean",
        "Sheila",
        "Edith",
        "Sandra",
        "Mavis",
        "Tracey",
        "Beryl",
        "Pauline",
        "Hilda",
        "Joyce",
    ],
    "he": [
        "Derek",
        "Stanley",
        "Ronald",
        "Terence",
        "Cyril",
        "Norman",
        "Keith",
        "Gary",
        "Alan",
        "Roy",
        "Ken",
        "Wilf",
    ],
}
BY_KEY = {origin.key: origin for origin in ORIGINS}
WEIGHTS = [origin.weight for origin in ORIGINS]

# Names as they are written at home, put down as the legal name; the other is what they are called.
IN_OTHER_SCRIPTS = {
    "Xiulan Chen": "陈秀兰",
    "Wing-Yan Cheung": "張詠欣",
    "Oksana Shevchuk": "Оксана Шевчук",
    "Taras Shevchuk": "Тарас Шевчук",
    "Rasha al-Khatib": "رشا الخطيب",
    "Nabil al-Khatib": "نبيل الخطيب",
    "Nasrin Begum": "নাসরিন বেগম",
    "Selam Tesfay": "ሰላም ተስፋይ",
    "Filmon Tesfay": "ፊልሞን ተስፋይ",
    "Farid": "فرید",
}


class Given:
    """Hands out given names of one origin, each as seldom as can be."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.left: dict[tuple[str, str], list[str]] = {}

    def next(self, origin: Origin, pronoun: str, age: int = 40) -> str:
        """A given name for him, for her, or for them."""
        side = pronoun if pronoun in ("he", "she") else self.dice.choice(("he", "she"))
        is_elder = origin.key == "british" and age > 52
        key = (origin.key + "-elder" * is_elder, side)
        left = self.left.get(key)
        if not left:
            left = list(ELDERS[side] if is_elder else origin.men if side == "he" else origin.women)
            self.dice.shuffle(left)
            self.left[key] = left
        return left.pop()


class Families:
    """Hands out family names: all of an origin before any comes again."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.left: dict[str, list[str]] = {}

    def next(self, origin: Origin) -> str:
        """The name of the next family."""
        left = self.left.get(origin.key)
        if not left:
            left = list(origin.families)
            self.dice.shuffle(left)
            self.left[origin.key] = left
        return left.pop()
