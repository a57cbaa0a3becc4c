"""That a person was told of the day's tasks: once a day, whatever runs twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Digest(models.Model):
    """One message of one day; what it said is not kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    on = models.DateField(_("ngày"))

    class Meta:
        verbose_name = _("thư nhắc việc")
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="digest_once_a_day")]
