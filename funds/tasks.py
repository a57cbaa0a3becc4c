"""Work of the funds that nobody waits for, run by the worker."""

from celery import shared_task

from funds.services.check import check_ledger


# A million entries take most of a minute on an idle machine.
@shared_task(soft_time_limit=540, time_limit=570)
def prove_the_books() -> str:
    """The night's verify_ledger; run twice, it only answers twice."""
    return check_ledger().first_broken
