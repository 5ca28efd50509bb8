"""What was answered as a FHIR response: whole, as asked, noted, and only for who may read it."""

from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write
from .test_questions import assessed


def test_it_is_whole_and_noted(cast: Cast, browse: Browse, trailed: Trail) -> None:
    alice = browse(cast.alice)
    entry = assessed(alice, cast)
    answer = alice.get(f"/fhir/QuestionnaireResponse/{entry}/")
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    told = answer.json()
    assert told["resourceType"] == "QuestionnaireResponse"
    assert (told["id"], told["status"]) == (str(entry), "completed")
    assert told["questionnaire"].endswith("/fhir/Questionnaire/care-act-assessment|1")
    assert "Ade" not in str(told["subject"])
    words = answer.content.decode()
    for part in ("To be in the garden", "food-can", "outcomes-unable"):
        assert part in words
    key, version = told["questionnaire"].rpartition("/")[2].split("|")
    form = alice.get(f"/fhir/Questionnaire/{key}/?version={version}").json()
    assert form["resourceType"] == "Questionnaire"
    assert {item["linkId"] for item in told["item"]} <= {item["linkId"] for item in form["item"]}
    assert "entry opened" in trailed(cast.ade)


def test_who_may_not(cast: Cast, browse: Browse, note: Write) -> None:
    entry = assessed(browse(cast.alice), cast)
    for account in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert browse(account).get(f"/fhir/QuestionnaireResponse/{entry}/").status_code == 404
    for account in (cast.ade_account, cast.pat, cast.sam):
        assert browse(account).get("/fhir/Questionnaire/about-me/").status_code == 404
    alice = browse(cast.alice)
    assert alice.get(f"/fhir/QuestionnaireResponse/{note().pk}/").status_code == 404
    assert alice.get("/fhir/Questionnaire/no-such-thing/").status_code == 404
    assert alice.get("/fhir/Questionnaire/about-me/?version=99").status_code == 404
