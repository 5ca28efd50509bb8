"""Families of every sort, told without a database, for judging how they are drawn."""

from collections.abc import Callable
from datetime import date
from uuid import NAMESPACE_DNS, UUID, uuid5

from alongside.foundation.days import When
from alongside.people.kin import Family, Link, Node, elder_way
from alongside.people.models import Relationship

Told = tuple[str, str, str]  # Lucy is the parent of Kezia


def key_of(name: str) -> UUID:
    """The same id for the same name, so that a drawing stays the same."""
    return uuid5(NAMESPACE_DNS, name)


def family(centre: str, people: str, *told: str) -> Family:
    """`people`: "Lucy f 1990, Alan m 1950+2019"; `told`: "Lucy parent Kezia, Jonah"."""
    found = Family(key_of(centre))
    for one in people.split(","):
        node = _node(one.split())
        found.nodes[node.key] = node
    for line in told:
        one, kind, others = line.split(" ", 2)
        is_past = kind.endswith("-once")
        way, turned = elder_way(kind.removesuffix("-once"))
        for other in others.split(", "):
            ends = (key_of(other), key_of(one)) if turned else (key_of(one), key_of(other))
            found.links.append(Link(ends[0], way, ends[1], Relationship(), is_past))
    missing = {end for link in found.links for end in (link.one, link.other)} - set(found.nodes)
    assert not missing, (centre, missing)
    return found


def _node(parts: list[str]) -> Node:
    name, sex, *more = parts
    born, _, died = (more[0] if more else "").partition("+")
    state = {"u": "unborn", "l": "lost"}.get(sex, "died" if "+" in "".join(more) else "living")
    when = When(date(int(born), 6, 1), "day") if born else None
    shape = sex.upper() if sex in "fm" else ""
    return Node(
        key_of(name), name.replace("_", " "), None, shape, state, when, died, "home" in more
    )


def _four_generations() -> Family:
    """Forty people: two lines that meet, with cousins, second marriages and their children."""
    return family(
        "Ama",
        "Ama f 2012 home, Ben m 2014 home, Cleo f 2016 home, Mum f 1985 home, Dad m 1983,"
        "Gran f 1955, Grandad m 1952+2015, Nan f 1958, Pop m 1956, Aunt_May f 1980, Uncle_Joe m"
        " 1979, Uncle_Tom m 1988, Aunt_Zoe f 1990, Cousin_Al m 2008, Cousin_Bo f 2010, Cousin_Cy m"
        " 2013, Aunt_Pat f 1981, Uncle_Raj m 1980, Cousin_Dee f 2009, Cousin_Eli m 2011, Uncle_Sam"
        " m 1986, Great_Gran f 1930, Great_Grandad m 1928+2001, Great_Nan f 1932, Great_Pop m"
        " 1929+1999, Great_Aunt_Vi f 1953, Great_Uncle_Ned m 1950, Vi_junior f 1978, Old_Ada f"
        " 1931+2010, Old_Abe m 1926+1990, Old_Eve f 1934, Old_Ian m 1933+2003, Liam m 1984, Finn m"
        " 2020, Rosie f 2022, Great_Uncle_Bert m 1960, Gwen f 1961, Hal m 1987, Ivy f 1989,"
        " Baby_Jo x 2025",
        "Mum parent Ama, Ben, Cleo, Finn, Rosie", "Dad parent Ama, Ben, Cleo",
        "Mum divorced Dad", "Mum partner Liam", "Liam parent Finn, Rosie",
        "Gran parent Mum, Aunt_May, Uncle_Tom", "Grandad parent Mum, Aunt_May, Uncle_Tom",
        "Gran spouse Grandad", "Nan parent Dad, Aunt_Pat, Uncle_Sam",
        "Pop parent Dad, Aunt_Pat, Uncle_Sam", "Nan spouse Pop",
        "Aunt_May spouse Uncle_Joe", "Aunt_May parent Cousin_Al, Cousin_Bo",
        "Uncle_Joe parent Cousin_Al, Cousin_Bo", "Uncle_Tom partner Aunt_Zoe",
        "Uncle_Tom parent Cousin_Cy", "Aunt_Zoe parent Cousin_Cy", "Aunt_Pat spouse Uncle_Raj",
        "Aunt_Pat parent Cousin_Dee, Cousin_Eli", "Uncle_Raj parent Cousin_Dee, Cousin_Eli",
        "Great_Gran spouse Great_Grandad", "Great_Gran parent Gran, Great_Aunt_Vi",
        "Great_Grandad parent Gran, Great_Aunt_Vi", "Great_Nan spouse Great_Pop",
        "Great_Nan parent Grandad, Great_Uncle_Ned", "Great_Pop parent Grandad, Great_Uncle_Ned",
        "Great_Aunt_Vi parent Vi_junior", "Old_Ada spouse Old_Abe", "Old_Ada parent Nan",
        "Old_Abe parent Nan", "Old_Eve spouse Old_Ian", "Old_Eve parent Pop, Great_Uncle_Bert",
        "Old_Ian parent Pop, Great_Uncle_Bert", "Great_Uncle_Bert spouse Gwen",
        "Great_Uncle_Bert parent Hal, Ivy", "Gwen parent Hal, Ivy", "Ivy parent Baby_Jo",
    )  # fmt: skip


def _sixty() -> Family:
    names = [f"Child_{number:02}" for number in range(60)]
    people = ", ".join(
        f"{name} {'fm'[place % 2]} {1950 + place}" for place, name in enumerate(names)
    )
    all_of_them = ", ".join(names)
    return family(
        names[30], f"{people}, Mother f 1930, Father m 1928",
        f"Mother parent {all_of_them}", f"Father parent {all_of_them}", "Mother spouse Father",
    )  # fmt: skip


FAMILIES: dict[str, Callable[[], Family]] = {
    "alone": lambda: family("Karwan", "Karwan m 2009"),
    "one parent": lambda: family("Bo", "Bo f 2015, Mum f 1990", "Mum parent Bo"),
    "two parents, three children": lambda: family(
        "Bo", "Bo f 2015 home, Al m 2012 home, Cy m 2019 home, Mum f 1990 home, Dad m 1988 home",
        "Mum parent Bo, Al, Cy", "Dad parent Bo, Al, Cy", "Mum spouse Dad",
    ),
    "Kezia": lambda: family(
        "Kezia",
        "Kezia f 2017 home, Jonah m 2013 home, Lucy_Marsh f 1990, Tunde_Bello m 1988,"
        "Diego_Ferreira m 1992, Rosa f 2025, Ruth_Marsh f 1986 home, Hana_Ito f 1985 home,"
        "Samuel_Bello m 1956, Folake_Bello f 1960, Alan_Marsh m 1950+2019, Jean_Marsh f 1962",
        "Lucy_Marsh parent Kezia, Jonah, Rosa", "Tunde_Bello parent Kezia, Jonah",
        "Lucy_Marsh separated Tunde_Bello", "Lucy_Marsh partner Diego_Ferreira",
        "Diego_Ferreira parent Rosa", "Ruth_Marsh spouse Hana_Ito",
        "Ruth_Marsh kinship-carer Kezia, Jonah", "Alan_Marsh parent Lucy_Marsh, Ruth_Marsh",
        "Jean_Marsh parent Lucy_Marsh, Ruth_Marsh", "Alan_Marsh spouse Jean_Marsh",
        "Samuel_Bello parent Tunde_Bello", "Folake_Bello parent Tunde_Bello",
        "Samuel_Bello spouse Folake_Bello",
    ),
    "twins": lambda: family(
        "Rio", "Rio m 2016 home, Ruby f 2016 home, Kai m 2012, Mum f 1990 home",
        "Mum parent Rio, Ruby, Kai", "Rio twin Ruby",
    ),
    "triplets and two parents": lambda: family(
        "A", "A f 2016, B m 2016, C x 2016, D m 2012, Mum f 1990, Dad m 1990",
        "Mum parent A, B, C, D", "Dad parent A, B, C, D", "A multiple B, C", "B multiple C",
    ),
    "remarriage on both sides": lambda: family(
        "Ivo",
        "Ivo m 2014, Una f 2016, Mum f 1988, Dad m 1986, Stepdad m 1985, Stepmum f 1990,"
        "Half_Ann f 2021, Half_Bob m 2022, Step_Cat f 2013",
        "Mum parent Ivo, Una, Half_Ann", "Dad parent Ivo, Una, Half_Bob", "Mum divorced Dad",
        "Mum spouse Stepdad", "Stepdad parent Half_Ann, Step_Cat", "Dad spouse Stepmum",
        "Stepmum parent Half_Bob", "Stepdad step-parent Ivo, Una",
    ),
    "three marriages": lambda: family(
        "Don",
        "Don m 1950, Ann f 1952, Bea f 1955, Cat f 1970, Ed m 1975, Flo f 1980, Guy m 2000",
        "Don divorced Ann", "Don spouse-once Bea", "Don spouse Cat", "Don parent Ed, Flo, Guy",
        "Ann parent Ed", "Bea parent Flo", "Cat parent Guy",
    ),
    "two mothers and a donor": lambda: family(
        "Noor", "Noor f 2018 home, Sam x 2020 home, Leyla f 1985 home, Esra f 1987 home,"
        "Donor m",
        "Leyla parent Noor, Sam", "Esra parent Noor, Sam", "Leyla spouse Esra",
        "Donor donor Noor, Sam",
    ),
    "two fathers, adoption": lambda: family(
        "Max", "Max m 2017 home, Lee m 1980 home, Jo m 1982 home, Birth_mother f 1998,"
        "Birth_father m, Sister f 2019, Granny f 1950",
        "Lee adoptive-parent Max", "Jo adoptive-parent Max", "Lee civil-partner Jo",
        "Birth_mother birth-parent Max, Sister", "Birth_father birth-parent Max",
        "Granny parent Lee",
    ),
    "unknown fathers": lambda: family(
        "Zed", "Zed m 2015, Yas f 2017, Xan m 2019, Mum f 1992, Not_known_1 m, Not_known_2 m,"
        "Said_to_be m 1990",
        "Mum parent Zed, Yas, Xan", "Not_known_1 unknown-parent Zed", "Not_known_2 unknown-parent"
        " Yas", "Said_to_be possible-parent Xan",
    ),
    "fostered": lambda: family(
        "Tia", "Tia f 2014 home, Own_son m 2010 home, Maureen f 1965 home, Len m 1963 home,"
        "Other_child m 2016 home, Mum f 1990, Dad m 1985, Brother m 2018",
        "Maureen foster-carer Tia, Other_child", "Len foster-carer Tia, Other_child",
        "Maureen spouse Len", "Maureen parent Own_son", "Len parent Own_son",
        "Mum parent Tia, Brother", "Dad parent Tia", "Mum former-partner Dad",
    ),
    "special guardian": lambda: family(
        "Pia", "Pia f 2016 home, Gran f 1958 home, Grandad m 1955 home, Mum f 1990, Uncle m 1988",
        "Gran parent Mum, Uncle", "Grandad parent Mum, Uncle", "Gran spouse Grandad",
        "Mum parent Pia", "Gran special-guardian Pia", "Grandad special-guardian Pia",
    ),
    "unborn, and a pregnancy that was lost": lambda: family(
        "Keira", "Keira f 2004, Baby u, Little_one l, Josh m 2002, Keiras_mum f 1980",
        "Keira expecting-parent Baby", "Josh expecting-parent Baby", "Keira parent Little_one",
        "Josh parent Little_one", "Keira partner Josh", "Keiras_mum parent Keira",
    ),
    "relatives told without the way": lambda: family(
        "Dot", "Dot f 1938, Niece_Jean f 1965, Cousin_Wilf m 1940, Granddaughter f 1999,"
        "Like_a_sister f 1940, Auntie f 1915+2001, Brother_in_law m 1936",
        "Niece_Jean niece-nephew Dot", "Cousin_Wilf cousin Dot", "Granddaughter grandchild Dot",
        "Like_a_sister like-family Dot", "Auntie aunt-uncle Dot", "Brother_in_law sibling-in-law"
        " Dot",
    ),
    "brothers and sisters without parents": lambda: family(
        "Sami", "Sami m 2010, Hala f 2008, Omar m 2012, Half_sister f 2018",
        "Hala sibling Sami", "Omar sibling Sami", "Half_sister half-sibling Sami",
    ),
    "a sibling whose parents are not told": lambda: family(
        "Sami", "Sami m 2010, Hala f 2008, Leyla f 1985, Karim m 1984",
        "Leyla parent Sami", "Karim parent Sami", "Leyla spouse Karim", "Hala sibling Sami",
    ),
    "cousins who married": lambda: family(
        "Kid", "Kid f 2015, Wife f 1990, Husband m 1988, Wm f 1962, Wf m 1960, Hm f 1960,"
        "Hf m 1958, Gran f 1930, Grandad m 1930",
        "Wife parent Kid", "Husband parent Kid", "Wife spouse Husband", "Wm parent Wife",
        "Wf parent Wife", "Hm parent Husband", "Hf parent Husband", "Gran parent Wm, Hf",
        "Grandad parent Wm, Hf", "Wm spouse Wf", "Hm spouse Hf", "Gran spouse Grandad",
    ),
    "an uncle and a niece": lambda: family(
        "Kid", "Kid f 2015, Niece f 1990, Uncle m 1975, Sis f 1970, Gran f 1945",
        "Niece parent Kid", "Uncle parent Kid", "Sis parent Niece", "Gran parent Sis, Uncle",
        "Niece partner Uncle",
    ),
    "an older woman and her family": lambda: family(
        "Winifred",
        "Winifred f 1936 home, Harold m 1933+2018, Son m 1960, Daughter f 1963, Sil m 1961,"
        "Dil f 1962, G1 m 1988, G2 f 1990, G3 x 1992, GG f 2018, Carer_Jo f 1963, Partner m 1989",
        "Winifred spouse Harold", "Winifred parent Son, Daughter", "Harold parent Son, Daughter",
        "Daughter spouse Sil", "Son divorced Dil", "Son parent G1", "Dil parent G1",
        "Daughter parent G2, G3", "Sil parent G2, G3", "G2 parent GG", "Partner parent GG",
        "G2 partner Partner", "Carer_Jo sibling-in-law Winifred",
    ),
    "step-family of two households": lambda: family(
        "Eva",
        "Eva f 2012 home, Ned m 2014 home, Ola f 2013 home, Pip m 2015 home, Quin x 2022 home,"
        "Mum f 1985 home, Stepdad m 1984 home, Dad m 1983, Their_mum f 1986, Dads_mum f 1955",
        "Mum parent Eva, Ned, Quin", "Dad parent Eva, Ned", "Mum former-partner Dad",
        "Stepdad parent Ola, Pip, Quin", "Their_mum parent Ola, Pip", "Stepdad divorced Their_mum",
        "Mum spouse Stepdad", "Dads_mum parent Dad", "Stepdad step-parent Eva, Ned",
        "Mum step-parent Ola, Pip",
    ),
    "long names": lambda: family(
        "Oluwaseun_Adebayo-Featherstonehaugh",
        "Oluwaseun_Adebayo-Featherstonehaugh m 2010, Maria_da_Conceição_dos_Santos_Ferreira f 1980,"
        "Llanfairpwllgwyngyllgogerychwyrndrobwll x 1978, Wojciech_Brzęczyszczykiewicz m 2012",
        "Maria_da_Conceição_dos_Santos_Ferreira parent Oluwaseun_Adebayo-Featherstonehaugh,"
        " Wojciech_Brzęczyszczykiewicz",
        "Llanfairpwllgwyngyllgogerychwyrndrobwll parent Oluwaseun_Adebayo-Featherstonehaugh",
    ),
    "forty people in four generations": _four_generations,
    "sixty children": _sixty,
}  # fmt: skip
