"""Whether an expression is FHIRPath from its first letter to its last.

The engine reads as far as it understands and drops the rest in silence: `(a) * 2)` loses its factor
where a bracket is wrong. A sum must not be wrong for that, so the whole is read strictly first.
"""

from __future__ import annotations

from typing import Any, NoReturn

from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser


class _Strict(ErrorListener):  # type: ignore[misc]
    def syntaxError(  # noqa: N802
        self, recognizer: Any, symbol: Any, line: int, column: int, message: str, error: Any
    ) -> NoReturn:
        said = message.partition(" expecting {")[0]
        raise ValueError(f"{said}, at its letter {column + 1}")


def must_parse(expression: str) -> None:
    """ValueError, with the place, where any part of it is not FHIRPath."""
    lexer = FHIRPathLexer(InputStream(expression))
    lexer.removeErrorListeners()
    lexer.addErrorListener(_Strict())
    parser = FHIRPathParser(CommonTokenStream(lexer))
    parser.removeErrorListeners()
    parser.addErrorListener(_Strict())
    parser.entireExpression()  # type: ignore[no-untyped-call]
