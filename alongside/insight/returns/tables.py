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
OUTCOMES = ("read", "imported", "unchanged", "refused")
