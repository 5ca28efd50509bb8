"""The addresses and words by which FHIR knows things, the field's and our own."""

HL7 = "http://hl7.org/fhir/StructureDefinition"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
DISPLAY_CATEGORY = "http://hl7.org/fhir/questionnaire-display-category"
UCUM = "http://unitsofmeasure.org"
OWN = "alongside-"  # how the last part of every address of our own begins

UNIT = f"{HL7}/questionnaire-unit"
MOST_OCCURRING = f"{HL7}/questionnaire-maxOccurs"
CATEGORY = f"{HL7}/questionnaire-displayCategory"
ORDINAL = f"{HL7}/ordinalValue"
CALCULATED = f"{SDC}/sdc-questionnaire-calculatedExpression"
FHIRPATH = "text/fhirpath"

# Units that the field has a code for; any other goes as the word that it is.
UNITS = {
    "h": "h", "hours": "h", "min": "min", "minutes": "min", "d": "d", "days": "d", "wk": "wk",
    "weeks": "wk", "months": "mo", "years": "a", "kg": "kg", "g": "g", "cm": "cm", "m": "m",
    "km": "km", "%": "%",
}  # fmt: skip


def quantity(value: int | float, unit: str) -> dict[str, object]:
    """A number with its unit, and with the field's code for it where there is one."""
    code = UNITS.get(unit)
    known = {"system": UCUM, "code": code} if code else {}
    return {"value": value, **({"unit": unit} if unit else {}), **known}


def own(base: str, name: str) -> str:
    """The address of an extension of our own."""
    return f"{base}/StructureDefinition/{OWN}{name}"


def own_name(url: str) -> str:
    """What we call an extension of our own; empty for anybody else's."""
    last = url.rsplit("/", 1)[-1]
    return last.removeprefix(OWN) if last.startswith(OWN) else ""
