"""Private papers and photographs of a child: kept outside the web root, shown by a checked view, deleted for good."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.grant import SealedGrant
from children.querysets.document import DocumentQuerySet
from lao_cai_support.web.codes import CodeField


class DocumentKind(models.TextChoices):
    PHOTO = "photo", _("ảnh của trẻ")
    BIRTH = "birth", _("giấy khai sinh")
    INSURANCE = "insurance", _("thẻ bảo hiểm y tế")
    DISABILITY = "disability", _("giấy xác nhận khuyết tật")
    DECISION = "decision", _("quyết định, xác nhận hoàn cảnh")
    CONSENT = "consent", _("văn bản đồng ý")
    OTHER = "other", _("giấy tờ khác")


class ChildDocument(models.Model):
    """One file. After deletion the row stays to say what was deleted, when and why; the bytes are gone."""

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="documents")
    kind = models.CharField(_("loại"), max_length=12, choices=DocumentKind.choices)
    title = models.CharField(_("tên giấy tờ"), max_length=120, blank=True)
    stored = models.CharField(max_length=120, blank=True)
    thumbnail = models.CharField(max_length=120, blank=True)
    ending = models.CharField(max_length=5)
    size = models.PositiveIntegerField(_("dung lượng"))
    pages = models.PositiveSmallIntegerField(_("số trang"), default=1)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("tải lên lúc"))
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    delete_reason = models.CharField(_("lý do xóa"), max_length=300, blank=True)
    # A paper of the sealed file: seen only by who holds a grant for the child.
    grant = models.ForeignKey(SealedGrant, models.PROTECT, null=True, blank=True, related_name="documents")

    objects: ClassVar = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("giấy tờ của trẻ")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="document_kind_value", condition=Q(kind__in=DocumentKind.values)),
            models.CheckConstraint(
                name="document_kept_or_deleted",
                condition=(Q(deleted_at__isnull=True, deleted_by__isnull=True, delete_reason="") & ~Q(stored=""))
                | (
                    Q(deleted_at__isnull=False, deleted_by__isnull=False, stored="", thumbnail="")
                    & ~Q(delete_reason="")
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stays_as_uploaded",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "kind", "ending", "size", "sha256", "uploaded_by_id", "uploaded_at", "grant_id"
                ),
                func="RAISE EXCEPTION 'a paper is deleted, never changed';",
            ),
            pgtrigger.Protect(name="row_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()
