"""A small return on children looked after, our own, and a folder of it with some rows changed."""

import csv
from pathlib import Path

SHARED = Path(__file__).resolve().parents[4] / "shared/data/ssda903"

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
FILES = {
    "header": HEADER
    + "LA0001,2,27/03/2008,WROM,H935200012001,,\n"
    + "LA0002,1,09/09/2011,REFU,UN5,,\n"
    + "LA0003,2,14/02/2003,ABAN,,1,05/06/2017\n",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,"
    "HOME_POST,PL_POST,URN\n"
    "LA0001,15/02/2016,S,C1,N1,U6,PR1,14/08/2017,X1,CARPL,EG19 7TT,WV27 9FW,4244474\n"
    "LA0001,14/08/2017,B,C2,N1,K2,PR4,,,,EG19 7TT,WV27 9FX,8969628\n"
    "LA0002,26/04/2016,S,V2,N3,U4,PR1,09/05/2017,E4A,,EH14 8EC,WD10 6ZQ,1157828\n"
    "LA0003,01/07/2017,P,C2,N8,U1,PR1,,,ALLEG,,,\n",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE\n"
    "LA0001,27/03/2008,30/08/2017,PN6\n"
    "LA0001,27/03/2008,12/01/2018,PN1\n"
    "LA0002,09/09/2011,03/03/2017,PN0\n",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END\n"
    "LA0001,27/03/2008,M,13/11/2017,25/11/2017\n"
    "LA0001,27/03/2008,A,01/02/2018,\n",
    "oc2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,"
    "HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n"
    "LA0001,27/03/2008,17,,0,,1,1,1,0,,\n"
    "LA0003,14/02/2003,,SDQ5,0,,1,0,1,1,0,1\n",
    "uasc": "CHILD,SEX,DOB,DUC\nLA0003,2,14/02/2003,14/02/2021\n",
    "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM\n"
    "LA0001,27/03/2008,P2,WAL,zz/05/2012\n",
    "placed_for_adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED\n"
    "LA0002,09/09/2011,02/05/2016,01/02/2017,RD3\n",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR\n"
    "LA0002,09/09/2011,02/05/2016,10/06/2016,1,2,MM,L4\n",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\nLA0003,14/02/2003,YES,F2,Z1\n",
    "sw_episodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\n"
    "LA0001,27/03/2008,SW123456,03/01/2017,,ORG\n",
}


def write(folder: Path, files: dict[str, str], encoding: str = "utf-8") -> Path:
    """A folder with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    return folder


def changed(**replaced: tuple[str, str]) -> dict[str, str]:
    """The return, with some words of a file replaced by others."""
    files = dict(FILES)
    for name, (before, after) in replaced.items():
        assert before in files[name]
        files[name] = files[name].replace(before, after)
    return files


def sample(folder: Path, every: int) -> dict[str, str]:
    """Every so-many-th child of the shared return with all of their rows, and all oddities."""
    with (folder / "header.csv").open(newline="") as file:
        chosen = {row["CHILD"] for row in list(csv.DictReader(file))[::every]}
    with (folder / "ad1.csv").open(newline="") as file:
        chosen |= {row["CHILD"] for row in list(csv.DictReader(file))[:3]}
    files = {}
    for path in folder.glob("*.csv"):
        first, *rows = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        wanted = [row for row in rows if row.split(",")[0] in chosen or path.stem == "sw_episodes"]
        files[path.stem] = first + "".join(wanted)
    return files


def rows_in(files: dict[str, str]) -> dict[str, int]:
    """How many rows each file has besides its first."""
    return {name: len(text.splitlines()) - 1 for name, text in files.items()}
