"""How hard a text is to read: its sentences, words and syllables, and a reading age from them.

The reading age is the Flesch–Kincaid grade (0.39 × words a sentence + 11.8 × syllables a word −
15.59; Kincaid and others, 1975) plus five years. Syllables are counted here, by groups of vowels
and the silent endings of English: libraries that know each word fetch a dictionary first. On short
texts it is a hint, not a verdict; whether people understand a text is found out by asking them.
"""

import re

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|[.!?…]+[”\"’')]+|\n+|:(?=\s)")

# Vowels that stand together and are said one after the other: “being”, “quiet”, “idea”, “usual”.
_TWO_VOWELS = re.compile(
    r"[aeiouy]ing$|(?<![ctsg])i(?:a|et|en(?!d))|io(?![un])|[^gq]ua|[dr]ea$|crea|scie|[^aeiouy]ier$"
)


def age_of(texts: list[str]) -> float | None:
    """The reading age of texts, each of which is a sentence at least."""
    said = [sentence for text in texts for sentence in sentences(text)]
    all_words = [word for sentence in said for word in words(sentence)]
    if not all_words:
        return None
    per_sentence = len(all_words) / len(said)
    per_word = sum(map(syllables, all_words)) / len(all_words)
    return round(max(0.39 * per_sentence + 11.8 * per_word - 15.59, 0) + 5, 1)


def sentences(text: str) -> list[str]:
    """The sentences of a text that have words in them."""
    return [one.strip() for one in _SENTENCE_END.split(text) if words(one)]


def words(text: str) -> list[str]:
    """The words of a text; what is joined by a hyphen is one."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """About how many syllables an English word has; at least one."""
    plain = re.sub(r"['’](?:s|t|re|ve|ll|d|m)?$", "", word.lower())
    return sum(_syllables(part) for part in re.split(r"['’-]", plain) if part) or 1


def _syllables(part: str) -> int:
    spoken = re.sub(r"^every", "evry", re.sub(r"^some(?=.)", "sum", part))
    spoken = re.sub(r"(?:[^laeiouy]|[aeiouy]l)(?:es|e)$|(?<=[^td])ed$", _silent, spoken)
    groups = len(re.findall(r"[aeiouy]+", spoken))
    return max(groups + len(_TWO_VOWELS.findall(spoken)), 1)


def _silent(found: re.Match[str]) -> str:
    """What is left where an ending is not said; “-ces”, “-ses”, “-ges” are."""
    text = found.group()
    if text == "ed":
        return ""
    if text.endswith("es") and text[0] in "cszxgh":
        return text
    return text[:-2] if text.endswith("es") else text[:-1]
