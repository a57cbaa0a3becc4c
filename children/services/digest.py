"""The morning's message to each person: how many tasks are late, due, returned. Nothing private stands in it."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from children.models import Digest
from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.worklist import tasks_for
from lao_cai_support.web.clock import today


def digest_text(user: Any) -> str:
    """The message, or nothing when nothing waits. It says how much waits, never with what or for whom: even that a
    person has a protection case is a secret from whoever reads over a shoulder."""
    counts: Counter[str] = Counter()
    for task in tasks_for(user):
        counts[task.tone] += task.count
    lines = [
        words % {"n": counts[tone]}
        for tone, words in (
            ("late", _("%(n)s việc quá hạn")),
            ("returned", _("%(n)s việc bị trả lại")),
            ("due", _("%(n)s việc cần làm")),
        )
        if counts[tone]
    ]
    if not lines:
        return ""
    address = settings.SITE_URL + reverse("accounts:worklist")
    return "\n".join([_("Hôm nay có việc chờ bạn:"), *(f"- {line}" for line in lines), "", address])


def send_digests() -> int:
    """Send today's message to everybody with an address and something waiting, once; gives how many were sent."""
    told = Digest.objects.filter(on=today()).values("user")
    people = User.objects.filter(is_active=True).exclude(email="").exclude(pk__in=told).order_by("pk")
    return sum(_sent(user) for user in people)


def _sent(user: User) -> bool:
    with translation.override("vi"):
        text = digest_text(user)
        if not text:
            return False
        try:
            # Marked and sent together: a mail that cannot be sent is tried again the next time.
            with transaction.atomic():
                Digest.objects.create(user=user, on=today())
                send_mail(_("Việc cần làm hôm nay"), text, None, [user.email])
        except IntegrityError:  # another worker was quicker
            return False
    return True
