"""The checks of a page find what they look for, and pass a page that is well."""

import pytest

from tests.page_checks import check

GOOD = """<!doctype html><html lang="en" dir="ltr"><head><title>Find someone – Alongside</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>
<a href="#main">Skip</a><main id="main"><h1>Find someone</h1><h2>Names</h2><h3>Old</h3><h2>Last</h2>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="k">
<label for="q">Name</label>
<input id="q" name="q" type="text" autocomplete="off" aria-describedby="h">
<p id="h">A part is enough</p><label>Words <textarea name="w" autocomplete="off"></textarea></label>
<fieldset><legend>Who</legend><input type="radio" id="a"><label for="a">Ade</label></fieldset>
<button>Find</button></form><form><button>Look</button></form>
<table><caption>Who</caption><tr><th scope="col">When</th></tr><tr><td>Today</td></tr></table>
<img src="a.png" alt=""><svg aria-hidden="true"></svg><a href="/x"><img src="b.png" alt="Home"></a>
</main><script src="/a.js"></script></body></html>"""

WRONG = (
    GOOD.replace("<title>", "<title>Error: ")
    .replace(
        "<h1>",
        """<div class="govuk-error-summary"><div role="alert"><h2>One</h2><a href="#q">Say who</a>
</div></div>
<h1>""",
    )
    .replace("<p id", '<p class="govuk-error-message">Say who</p><p id')
)


def test_good_pages_are_well() -> None:
    assert check(GOOD) == []
    assert check(WRONG) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (' lang="en"', "", "does not say its language"),
        ("Find someone – Alongside", "Alongside", "does not say what this page is"),
        ("Find someone – Alongside", " – Alongside", "does not say what this page is"),
        ("<h1>Find someone</h1>", "", "There are 0 h1"),
        ("<h2>Last", "<h1>Last</h1><h2>Last", "There are 2 h1"),
        ("<h2>Names</h2>", "", "left out before <h3>"),
        ('<label for="q">Name</label>', "", "Nothing says what to put into"),
        ('<label for="q">Name', '<label for="q">', "Nothing says what to put into"),
        (' autocomplete="off"></textarea>', "></textarea>", "may keep what is typed"),
        ('type="text" autocomplete="off"', 'type="text"', "may keep what is typed"),
        ('id="h"', 'id="g"', "leads nowhere (h)"),
        ("<legend>Who</legend>", "", "asks no question"),
        ("<button>Find</button>", "<button> </button>", "A button says nothing"),
        ("<button>Look</button>", "", "A form has no button"),
        ('alt="Home"', 'alt=""', "A link says nothing"),
        ('alt=""', "", "A picture has no words"),
        ("<h2>Last", '<a href="/x">Click here</a><h2>Last', "does not say where it leads"),
        ("<h2>Last", "<a>Nowhere</a><h2>Last", "leads nowhere"),
        ("<h2>Last", '<a href="JavaScript:alert(1)">Now</a><h2>Last', "is a script"),
        ("<h2>Last", "<style>p{}</style><h2>Last", "A style sheet stands"),
        ("<h2>Last", '<p style="color:red">a</p><h2>Last', "style stands on"),
        ("<h2>Last", '<p onclick="a()">a</p><h2>Last', "onclick stands on"),
        ("<h2>Last", "<script>a()</script><h2>Last", "A script stands in the page"),
        ("<h2>Last", '<p id="q"></p><h2>Last', "“q” stands on 2"),
        ('name="csrfmiddlewaretoken"', 'name="x"', "no key against forgery"),
        (' method="post"', "", "put its key into the address"),
        ("<caption>Who</caption>", "", "no caption"),
        (' scope="col"', "", "does not say of what"),
        (' aria-hidden="true"', "", "neither hidden nor named"),
        ('id="main"', 'id="m"', "no main#main"),
        ('<a href="#main">Skip</a>', "", "does not skip"),
        ('type="text"', 'type="text" placeholder="Name"', "A placeholder vanishes"),
        ("initial-scale=1", "user-scalable=no", "cannot be enlarged"),
    ],
)
def test_each_fault_is_found(old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    found = check(GOOD.replace(old, new, 1))
    assert any(sentence in wrong for wrong in found), found


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Error: ", "", "does not start with “Error: ”"),
        ('href="#q"', 'href="#main"', "leads to no field"),
        ('<div class="govuk-error-summary">', "<div>", "no summary says so"),
        (' role="alert"', "", "no heading that is read out"),
    ],
)
def test_each_fault_of_a_refused_form_is_found(old: str, new: str, sentence: str) -> None:
    found = check(WRONG.replace(old, new, 1))
    assert any(sentence in wrong for wrong in found), found


def test_a_label_of_nothing_is_not_that_of_a_box_without_a_name() -> None:
    page = GOOD.replace(' for="q"', "").replace(' id="q"', "")
    assert any("Nothing says what to put into" in wrong for wrong in check(page))


def test_what_stands_after_the_end_of_the_page_is_found() -> None:
    assert check(GOOD + "<script>a()</script>")


def test_what_a_script_says_is_not_heard() -> None:
    page = GOOD.replace("<button>Look", "<button><script src='a.js'>Look</script>")
    assert any("A button says nothing" in wrong for wrong in check(page))


def test_what_a_script_may_draw_from_is_not_in_the_page_yet() -> None:
    assert check(GOOD.replace("<h2>Last", "<template><h1></h1><a></a></template><h2>Last")) == []


def test_a_summary_below_the_heading_is_found() -> None:
    summary = '<div class="govuk-error-summary"><div role="alert"><h2>One</h2></div></div>'
    assert any(
        "below the heading" in wrong
        for wrong in check(GOOD.replace("<h2>Last", f"\n{summary}<h2>Last"))
    )
