"""Guides made for tests."""

from pathlib import Path

from ..guide import Guide
from ..reading import read_guide_text

HEAD = """---
title: Watering plants
purpose: To keep plants alive.
kind: guide
for: [everybody]
owner: the gardener
valid_from: 2026-01-01
review_by: 2027-01-01
sources:
- name: A book
  checked: true
  checked_on: 2026-11-22
---
"""
BODY = """Plants drink.

## Before

- [ ] I looked at the soil.
- [x] I found the **can**.

## After

Wait. See [sowing](guide:sowing).
"""
ABOVE = HEAD.count("\n")  # lines above the body


def text_of(body: str = BODY, **changed: str) -> str:
    """A file: this body below a head in which some lines are changed, added or taken out."""
    lines = HEAD.split("\n")
    for key, value in changed.items():
        found = [n for n, line in enumerate(lines) if line.startswith(f"{key}:")]
        new = [f"{key}: {value}"] if value else []
        if found:
            lines[found[0] : found[0] + 1] = new
        else:
            lines[-2:-2] = new
    return "\n".join(lines) + body


def made(body: str = BODY, key: str = "watering", **changed: str) -> Guide:
    """The guide that such a file holds."""
    return read_guide_text(text_of(body, **changed), Path(f"{key}.md"))
