"""PostgreSQL, told at the start of every transaction who is acting."""

from django.db.backends.postgresql import base

from alongside.foundation import actor


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own engine, plus one statement after each BEGIN."""

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit:  # the outermost atomic() begins here
            self.tell_who()

    def tell_who(self) -> None:
        """Set the acting account for this transaction only; the setting ends with COMMIT."""
        who = actor.current()
        with self.connection.cursor() as cursor:
            cursor.execute(
                "select set_config('alongside.account', %s, true)",
                ["" if who is None else str(who)],
            )
