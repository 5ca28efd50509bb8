"""The tables of a report, in the order in which a reader wants them, and their names in words."""

TABLES = {
    "children": "Children",
    "disabilities": "Disabilities",
    "referrals": "Referrals",
    "conferences": "Initial conferences",
    "assessments": "Assessments",
    "plans": "Child in need plans",
    "plan_ends": "Child in need plans ended",
    "s47s": "Section 47 enquiries",
    "protection_plans": "Protection plans",
    "reviews": "Protection plans reviewed",
    "protection_plan_ends": "Protection plans ended",
    "closures": "Closures",
    "deaths": "Deaths",
}
# The files of the return on children looked after, by name.
LOOKED_AFTER = {
    "header": "Children",
    "episodes": "Episodes of care",
    "reviews": "Reviews",
    "missing": "Times missing or away",
    "oc2": "Health over the year",
    "uasc": "Arrived in the UK alone",
    "previous_permanence": "Permanent homes before",
    "placed_for_adoption": "Decisions for adoption",
    "ad1": "Matched for adoption",
    "oc3": "Care leavers",
    "sw_episodes": "Social workers",
}
PEOPLE = {"people": "People", "notes": "Notes", "deaths": "Deaths"}
# What “alongside export person” wrote.
PERSON = {
    "person": "The person",
    "facts": "Facts",
    "needs": "Needs",
    "relationships": "People around them",
    "entries": "Entries",
    "files": "Pictures and papers",
    "moved_out": "What was moved out",
    "holds": "Holds",
}
TABLES_OF = {"cin": TABLES, "ssda903": LOOKED_AFTER, "people": PEOPLE, "person": PERSON}
OUTCOMES = ("read", "imported", "unchanged", "refused")
