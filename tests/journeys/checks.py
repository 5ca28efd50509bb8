"""Two independent judges of a page that is open in a browser: axe and HTML_CodeSniffer."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

VENDOR = Path(__file__).parents[1] / "vendor"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN_AXE = """async (rules) => (await axe.run(document, {
  runOnly: rules, resultTypes: ["violations"]})).violations.map(
  (one) => `${one.id}: ${one.help} | ${one.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`)"""

# Its look at autocomplete throws on "username" and with that stops the rest; axe looks at it too.
WITHOUT_AUTOCOMPLETE = """() => {
  const sniff = window.HTMLCS_WCAG2AAA_Sniffs_Principle1_Guideline1_3_1_3_5;
  if (!sniff) throw new Error("HTML_CodeSniffer names its checks differently now");
  sniff.process = () => {};
}"""

RUN_HTMLCS = """() => new Promise((resolve, reject) => HTMLCS.process("WCAG2AA", document,
  () => resolve(HTMLCS.getMessages().filter((one) => one.type === HTMLCS.ERROR).map(
    (one) => `${one.code}: ${one.msg} | ${(one.element.outerHTML || "").slice(0, 120)}`)),
  () => reject(new Error("HTML_CodeSniffer could not start"))))"""


@cache
def script(name: str) -> str:
    """The text of a vendored judge; the debugger runs it, whatever the page's policy."""
    return (VENDOR / name).read_text()


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong by WCAG 2.0 to 2.2, A and AA, and best practice."""
    page.wait_for_load_state("load")  # a page that is just being left has no document
    page.evaluate(script("axe.min.js"))
    found: list[str] = page.evaluate(RUN_AXE, AXE_RULES)
    return found


def htmlcs(page: Page) -> list[str]:
    """What HTML_CodeSniffer finds wrong by WCAG 2 AA."""
    page.evaluate(script("HTMLCS.js"))
    page.evaluate(WITHOUT_AUTOCOMPLETE)
    found: list[str] = page.evaluate(RUN_HTMLCS)
    return found
