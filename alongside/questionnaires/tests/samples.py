"""A questionnaire with something of everything, for tests."""
# ruff: noqa: E501

HEAD = """\
# A sample.
id: everyday
version: 1
title: Every day
purpose: How days go, and what would help.
answered_by: both
kind: assessment
valid_from: 2026-01-01
source: Made for tests
checked_on: 2026-11-22
signing: true
"""
PAGES = """\
pages:
- id: mornings
  title: Mornings
  sections:
  - id: washing-part
    title: Washing
    agree: true
    questions:
    - id: washing
      ask: How do you manage washing?
      type: text
      why: It is one of the ten outcomes.
      used_by: You and your worker.
      help: Think about a bad day too.
      easy_read: {text: "How do you wash?", picture: wash}
      finish: required
    - id: can-wash
      ask: Can you wash without help?
      type: choice
      options:
      - {id: alone, say: "Yes", score: 0}
      - {id: help, say: Only with help, score: 3}
      - {id: slow, say: It takes long, score: 2}
      why: Needs are counted.
      used_by: Whoever decides.
    - id: can-dress
      ask: Can you dress without help?
      type: choice
      options: [{id: alone, say: "Yes", score: 0}, {id: help, say: Only with help, score: 3}]
      why: Needs are counted.
      used_by: Whoever decides.
    - id: what-helps
      ask: What helps?
      type: group
      repeats: {max: 3, add: Add something else}
      when: {any: [{question: can-wash, is: help}, {question: can-wash, is: slow}]}
      questions:
      - {id: who, ask: "Who or what?", type: string, voices: [worker], why: To ask them., used_by: You.}
      - {id: hours, ask: Hours a week, type: decimal, unit: h, min: 0, max: 168, why: To plan., used_by: You.}
  - id: rest
    questions:
    - id: tools
      ask: What do you use?
      type: open-choice
      many: true
      options: [{id: rail, say: A rail}, {id: seat, say: A seat}]
      why: To know what is there.
      used_by: You.
- id: results
  title: What it comes to
  sections:
  - id: sums
    questions:
    - {id: score, ask: Points, type: integer, sum_scores: [can-wash, can-dress], why: To see., used_by: You.}
    - id: hours-total
      ask: Hours together
      type: decimal
      unit: h
      calculate: "%resource.descendants().where(linkId='hours').answer.value.aggregate($this + $total, 0)"
      why: To plan.
      used_by: You.
    - {id: since, ask: "Since when?", type: date, why: To know., used_by: You., when: {question: score, at_least: 3}}
    - id: eligible
      ask: Are the needs eligible?
      type: choice
      decide: true
      options: [{id: eligible, say: "Yes"}, {id: not-eligible, say: "No"}]
      proposes:
      - {option: eligible, when: {question: score, at_least: 5}, because: Five points or more.}
      - {option: not-eligible, when: {question: score, under: 5}, because: Fewer than five points.}
      why: The law asks for a decision.
      used_by: You and your worker.
rules:
- id: needs-washing
  when: {question: eligible, is: eligible}
  must: {question: can-wash, is: help}
  say: A yes needs help with washing.
  strict: true
"""
EVERYDAY = HEAD + PAGES
