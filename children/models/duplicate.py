"""Two files that may be one child: the pair and what was said of it, the merge and how it is taken back, old codes."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.assessment import Assessment
from children.models.child import Child, Residence
from children.models.circumstance import CircumstanceSpell
from children.models.need import Need
from children.querysets.duplicate import MergeQuerySet, PairQuerySet
from lao_cai_support.web.codes import CodeField


class PairState(models.TextChoices):
    OPEN = "open", _("Chờ xem")
    NOT_SAME = "not_same", _("Không phải một trẻ")
    MERGED = "merged", _("Đã gộp")


class DuplicatePair(models.Model):
    """Two files that look like one child. A pair stands once, the older file first; what was said of it is remembered.

    ``weight`` is the evidence in tenths of a bit and ``score`` the same as a chance in per cent (see
    duplicates/score.py); ``evidence`` says for each field how well it agrees, without any value of the files.
    """

    code = CodeField(unique=True)
    a = models.ForeignKey(Child, models.CASCADE, related_name="pairs_as_a")
    b = models.ForeignKey(Child, models.CASCADE, related_name="pairs_as_b")
    weight = models.IntegerField()
    score = models.PositiveSmallIntegerField(_("độ giống (%)"))
    evidence = models.JSONField(default=dict)
    state = models.CharField(_("trạng thái"), max_length=10, choices=PairState.choices, default=PairState.OPEN)
    found_on = models.DateField(_("ngày thấy"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("ngày xử lý"), null=True)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)

    objects: ClassVar = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("hai hồ sơ có thể trùng")
        ordering = ["-weight", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["a", "b"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_order", condition=Q(a__lt=F("b"))),
            models.CheckConstraint(name="duplicate_pair_score", condition=Q(score__gte=0, score__lte=100)),
            models.CheckConstraint(name="duplicate_pair_state_value", condition=Q(state__in=PairState.values)),
            models.CheckConstraint(
                name="duplicate_pair_decided",
                condition=Q(state="open", decided_by__isnull=True, decided_on__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_on__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["state", "-weight", "id"], name="duplicate_pair_open")]


class Merge(models.Model):
    """Two files made one. ``gone`` stays as an ended file that nothing new may refer to; ``kept`` stands for both.

    ``choices`` says for each differing field whose value was taken ("kept" or "gone"); ``journal`` is every row that
    was written, as it was and as it became, in order: played backwards it is the undo. It may tell of sealed
    circumstances and is shown to nobody.
    """

    code = CodeField(unique=True)
    kept = models.ForeignKey(Child, models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(Child, models.PROTECT, related_name="merges_gone")
    choices = models.JSONField(default=dict)
    journal = models.JSONField(default=list)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(_("lúc gộp"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("lúc hoàn tác"), null=True)

    objects: ClassVar = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần gộp hồ sơ")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_gone_once"),
            models.CheckConstraint(
                name="merge_undone_complete",
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="stays_as_done", exclude=["undone_by", "undone_at"]),
            pgtrigger.Protect(
                name="undone_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__undone_at__isnull=False)
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]


class ChildAlias(models.Model):
    """A code that stands on papers and in addresses and whose file is now part of another one."""

    code = models.CharField(max_length=16, unique=True)
    former = models.OneToOneField(Child, models.PROTECT, related_name="alias")
    child = models.ForeignKey(Child, models.PROTECT, related_name="aliases")
    merge = models.ForeignKey(Merge, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("mã hồ sơ cũ")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="alias_of_another", condition=~Q(former=F("child")))]


# What the database itself promises of a file that was merged into another one: it stays so until the merge is undone
# (which takes its alias away first), and no new row is hung on it.
pgtrigger.register(
    pgtrigger.Trigger(
        name="merged_stays_merged",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("OLD.end_reason = 'merged' AND NEW.end_reason <> 'merged'"),
        func="""
            IF EXISTS (SELECT 1 FROM children_childalias WHERE former_id = OLD.id) THEN
                RAISE EXCEPTION 'a merged file comes back by undoing the merge' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
)(Child)
for _model in (Assessment, CircumstanceSpell, Need, Residence):
    for _name, _operation in (("insert", pgtrigger.Insert), ("update", pgtrigger.Update)):
        pgtrigger.register(
            pgtrigger.Trigger(
                name=f"none_for_a_merged_file_{_name}",
                when=pgtrigger.After,
                operation=_operation,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="written"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM written w JOIN children_child c ON c.id = w.child_id WHERE c.end_reason = 'merged'
                    ) THEN
                        RAISE EXCEPTION 'the file was merged into another one' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            )
        )(_model)
