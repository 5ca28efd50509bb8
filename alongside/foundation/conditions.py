"""Conditions written as SQL, for querysets: said once, not taken apart and put together again."""

from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, ForeignKey, UUIDField
from django.db.models.expressions import Expression
from django.db.models.lookups import Lookup


class Condition(Expression):
    """SQL with `{0}`, `{1}` … where columns of the model in question stand, and `%s` for `given`.

    Each value in `given` stands where its `%s` does, after all columns are named; a column may be
    named more than once.
    """

    conditional = True
    output_field = BooleanField()

    def __init__(self, sql: str, *columns: str, given: tuple[Any, ...] = ()) -> None:
        super().__init__()
        self.sql, self.given = sql, given
        self.columns: list[Any] = [F(name) for name in columns]

    def get_source_expressions(self) -> list[Any]:
        """The columns, for Django to find their tables."""
        return self.columns

    def set_source_expressions(self, exprs: Any) -> None:
        """Take the columns back with their tables known."""
        self.columns = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Say it, with the columns in their places."""
        named = [compiler.compile(column)[0] for column in self.columns]
        return self.sql.format(*named), self.given


@ForeignKey.register_lookup
@UUIDField.register_lookup
class AnyOf(Lookup):
    """`id__any=[…]`: one array, so that the statement stays the same however many there are."""

    lookup_name = "any"
    prepare_rhs = False

    def get_prep_lookup(self) -> list[UUID]:
        """Take any collection of ids."""
        return list(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Say `column = any (array)`."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = any (%s::uuid[])", (*params, self.rhs)
