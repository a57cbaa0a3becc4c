"""Long work: a row that says how far it is, so that a page can be left and come back to."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lao_cai_support.web.codes import CodeField


class JobState(models.TextChoices):
    QUEUED = "queued", _("Đang chờ")
    RUNNING = "running", _("Đang làm")
    DONE = "done", _("Xong")
    FAILED = "failed", _("Không xong")
    CANCELLED = "cancelled", _("Đã dừng")


class Job(models.Model):
    """The truth about one piece of long work stands here; the broker may be emptied at any time."""

    code = CodeField(unique=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="jobs")
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("việc dài")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="job_state_value", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(name="job_done_within_total", condition=Q(total=0) | Q(done__lte=F("total"))),
        ]

    @property
    def over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class ExportFile(models.Model):
    """A list about children that left the portal as a file: for a reason, for its maker alone, for a day."""

    code = CodeField(unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    key = models.CharField(max_length=40)
    kind = models.CharField(_("loại tệp"), max_length=5)
    title = models.CharField(_("danh sách"), max_length=160)
    says = models.TextField(_("gồm"), blank=True)
    reason = models.CharField(_("lý do"), max_length=300)
    query = models.TextField(blank=True)
    search = models.CharField(max_length=80, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("lúc yêu cầu"))
    rows = models.PositiveIntegerField(_("số dòng"), null=True)
    stored = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    expires_at = models.DateTimeField(_("hết hạn lúc"))

    class Meta:
        verbose_name = _("tệp xuất")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner", "-id"], name="export_owner")]
        constraints = [
            models.CheckConstraint(name="export_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="export_made_whole",
                condition=Q(stored="") | Q(rows__isnull=False, size__isnull=False) & ~Q(sha256=""),
            ),
        ]

    @property
    def over(self) -> bool:
        """Whether its day has passed."""
        return timezone.now() >= self.expires_at

    @property
    def file_name(self) -> str:
        return f"{self.key}-{self.asked_at:%Y%m%d}-{self.code}.{self.kind}"
