"""Makes our copy of govuk-frontend from its npm tarball: no Crown font, no crest, no source maps.

    python scripts/vendor_assets.py govuk-frontend-6.6.0.tgz

A maintainer runs it after `npm pack govuk-frontend@VERSION`; what it writes is committed.
"""

import hashlib
import json
import re
import sys
import tarfile
from pathlib import Path

OUT = Path(__file__).parents[1] / "alongside/foundation/static/foundation/vendor"
FIXTURES = Path(__file__).parents[1] / "alongside/foundation/tests/govuk_fixtures"
CHANGES = "font-face, its notice and the crest removed, font family var(--al-font), no source maps"
COMPONENTS = (
    *("button", "checkboxes", "date-input", "details", "error-message", "error-summary"),
    *("fieldset", "file-upload", "hint", "input", "label", "radios", "select", "skip-link"),
    "textarea",
)


def without_source_map(text: str) -> str:
    """Static file storage would look for the map, and we ship none."""
    return re.sub(r"/[/*]# ?sourceMappingURL=[^\n]*", "", text)


def without_crown_font(css: str) -> str:
    """The licence of GDS Transport and of the Royal Arms is for gov.uk addresses only."""
    css, faces = re.subn(r"@font-face\{[^}]*\}", "", css)
    css, families = re.subn(r'(?i)"?GDS Transport"?,\s*arial,\s*sans-serif', "var(--al-font)", css)
    css = css.replace("url(/assets/images/govuk-crest.svg)", "none")
    # The notice is about the font that is gone: keeping it would claim that we ship it.
    css = re.sub(
        r"/\*!.*?\*/", lambda note: "" if "font" in note[0].lower() else note[0], css, flags=re.S
    )
    if faces != 2 or families <= 10 or re.search(r"GDS Transport|/assets/", css, re.IGNORECASE):
        sys.exit("govuk-frontend has changed how it names its font or images: look at this script.")
    return css


def fixture(read: str) -> str:
    """Only what the tests use: each example's name, options and HTML."""
    kept = [
        {"name": example["name"], "options": example["options"], "html": example["html"]}
        for example in json.loads(read)["fixtures"]
    ]
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def main(tarball: Path) -> None:
    """Write the style sheet, the script, their origin and the tests' examples."""
    with tarfile.open(tarball) as files:

        def read(path: str) -> str:
            member = files.extractfile(f"package/{path}")
            if member is None:
                sys.exit(f"There is no {path} in {tarball}.")
            return member.read().decode()

        package = json.loads(read("package.json"))
        css = without_crown_font(without_source_map(read("dist/govuk/govuk-frontend.min.css")))
        script = without_source_map(read("dist/govuk/govuk-frontend.min.js"))
        for component in COMPONENTS:
            example = read(f"dist/govuk/components/{component}/fixtures.json")
            (FIXTURES / f"{component}.json").write_text(fixture(example))
    (OUT / "govuk-frontend.min.css").write_text(css)
    (OUT / "govuk-frontend.min.js").write_text(script)
    origin = {
        "name": package["name"],
        "version": package["version"],
        "licence": package["license"],
        "sha256": hashlib.sha256(tarball.read_bytes()).hexdigest(),
        "changes": CHANGES,
    }
    (OUT / "VENDORED.json").write_text(json.dumps(origin, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
