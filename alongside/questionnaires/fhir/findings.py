"""What becomes of each part of a form from elsewhere: taken, kept but not used, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TAKEN, KEPT, REFUSED = "Taken", "Kept but not used", "Refused"
ORDER = (REFUSED, KEPT, TAKEN)
DEEPEST = 50  # questions in each other, with the groups that our own conditions need
THE_FORM = "The form"


@dataclass(frozen=True, order=True)
class Finding:
    """One of them: of which question it is said, and why."""

    sort: str
    question: str
    reason: str

    def __str__(self) -> str:
        where = self.question if self.question == THE_FORM else f"Question {self.question}"
        return f"{where}: {self.reason}"


# Extensions that we read, by the last part of their address
USED = {
    "questionnaire-unit", "minValue", "maxValue", "questionnaire-maxOccurs", "ordinalValue",
    "questionnaire-displayCategory", "itemWeight", "sdc-questionnaire-calculatedExpression",
    "questionnaire-hidden", "questionnaire-supportLink", "sdc-questionnaire-minQuantity",
    "sdc-questionnaire-maxQuantity", "questionnaire-itemControl",
}  # fmt: skip

# Extensions without which a form would ask the wrong thing, or nothing
CHANGING: Mapping[str, str] = {
    "sdc-questionnaire-subQuestionnaire": "it is put together from other forms. Bring in the "
    "assembled form instead.",
    "sdc-questionnaire-answerExpression": "its choices are worked out by a query.",
    "sdc-questionnaire-enableWhenExpression": "it is asked or not by an expression. Write it as "
    "plain conditions.",
    "sdc-questionnaire-answerOptionsToggleExpression": "its choices come and go by an expression.",
    "sdc-questionnaire-candidateExpression": "it offers answers that a query finds.",
    "sdc-questionnaire-contextExpression": "it shows what a query finds.",
    "sdc-questionnaire-questionnaireAdaptive": "each question comes from a server, one by one.",
    "sdc-questionnaire-sourceQueries": "it is filled in from a server's query.",
    "sdc-questionnaire-sourceStructureMap": "it is filled in by a StructureMap.",
    "sdc-questionnaire-targetStructureMap": "it is taken apart by a StructureMap.",
    "sdc-questionnaire-itemPopulationContext": "it is filled in from a server's query.",
    "sdc-questionnaire-lookupQuestionnaire": "it looks another form up.",
    "sdc-questionnaire-preferredTerminologyServer": "its choices are looked up on a server.",
    "preferredTerminologyServer": "its choices are looked up on a server.",
    "questionnaire-preferredTerminologyServer": "its choices are looked up on a server.",
    "cqf-library": "it needs a program in CQL, which is not run here.",
    "variable": "it uses variables. Write the whole expression out.",
    "targetConstraint": "it has a rule across answers. Write it under “rules” instead.",
    "questionnaire-constraint": "it has a rule across answers. Write it under “rules” instead.",
}

# Extensions that others would use, and what it means that we do not
UNUSED: Mapping[str, str] = {
    "sdc-questionnaire-initialExpression": "it is not filled in for you.",
    "sdc-questionnaire-launchContext": "it is not filled in for you.",
    "rendering-style": "it is shown in our own style.",
    "rendering-xhtml": "it is shown in our own style.",
    "rendering-markdown": "it is shown in our own style.",
    "questionnaire-choiceOrientation": "choices stand below each other.",
    "questionnaire-optionExclusive": "a choice that excludes the others is not guarded.",
    "questionnaire-minOccurs": "how often it must be answered is not guarded.",
    "entryFormat": "how it is to be written is not shown.",
    "regex": "how it is to be written is not checked.",
    "minLength": "how long it must be at least is not checked.",
    "maxDecimalPlaces": "how many decimal places it has is not checked.",
    "questionnaire-unitOption": "there is no choice of units.",
    "mimeType": "the kind of file is not checked.",
    "maxSize": "the size of the file is not checked by the form.",
    "sdc-questionnaire-observationLinkPeriod": "it is not looked up among observations.",
    "sdc-questionnaire-shortText": "the short form of its words is not shown.",
    "translation": "its words in other languages are not shown.",
}

TYPES_REFUSED: Mapping[str, str] = {
    "reference": "it asks for a reference to another record, which needs a server.",
    "question": "its type “question” says nothing about the answer.",
    "coding": "its type “coding” is of FHIR R5. Save the form as R4.",
}
