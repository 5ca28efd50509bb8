"""What the worker does for imports: taking back what two people agreed to withdraw."""

from django.db import transaction
from procrastinate.contrib.django import app

from alongside.accounts.actions import system_account
from alongside.accounts.models import Account
from alongside.foundation.actor import acting

from .access import withdrawals_to_carry_out
from .actions import begin_taking_back, ready_importer, take_back
from .exports.parcel import clear_leftovers
from .models import Withdrawal
from .one_at_a_time import BusyError, one_at_a_time


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="take back imports", pass_context=False)
def take_back_agreed(timestamp: int) -> int:
    """Carry out what was agreed; what was cut off goes on where it stopped. How many are done."""
    del timestamp
    console = system_account("console")
    with acting(console.pk):
        importer = ready_importer(by=console)
    try:
        with one_at_a_time():
            with acting(importer.pk), transaction.atomic():
                waiting = withdrawals_to_carry_out()
            done = sum(_carry_out(one, importer) for one in waiting)
    except BusyError:  # an import is running: in five minutes again
        return 0
    if done < len(waiting):
        begin_taking_back()
    return done


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="clear copies", pass_context=False)
def clear_copies(timestamp: int) -> int:
    """Remove what is left of a copy whose making was killed; how many were removed."""
    del timestamp
    return clear_leftovers()


def _carry_out(one: Withdrawal, importer: Account) -> bool:
    with acting(importer.pk, behalf=one.second_by_id):
        return take_back(withdrawal=one, by=importer)
