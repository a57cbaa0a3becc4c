"""Objects for the addresses of funds: one's own fund and another's, the own commune's sheet and the neighbour's."""

from collections.abc import Callable
from typing import Any

from psycopg2.extras import DateRange

from funds.ledger.post import Line, post, reverse
from funds.models import (
    ApprovalLimit,
    BoardMember,
    BudgetEstimate,
    BudgetLine,
    CashCount,
    Commendation,
    Distribution,
    Fund,
    FundPaper,
    PaperScan,
    Reversal,
    Sheet,
    SheetLine,
    SheetPhoto,
    Statement,
    StatementLine,
    Transfer,
    Verification,
    Voucher,
)
from funds.services import budget as acts
from funds.services.commendation import set_level
from lao_cai_support.web.clock import now, today
from lao_cai_support.web.files import store_private
from tests.factories.donors import AllocationFactory, DonorAccessFactory, DonorFactory, PledgeFactory
from tests.factories.funds import DAY, LotFactory, VoucherFactory
from tests.rights.frame import Get, Sample

Own = Callable[[Get], dict[str, Any]]


def fund(get: Get) -> dict[str, Any]:
    return {"code": get("province_fund").code}


def strange_fund(get: Get) -> dict[str, Any]:
    """The district's: no business of those who work in the province's fund."""
    return {"code": get("district_fund").code}


def voucher(of: str, *, kind: str = "PT", **more: str) -> Own:
    return lambda get: {"code": VoucherFactory(fund=get(of), kind=kind, drafted_by=get("fund_accountant")).code, **more}


def account(of: str) -> Own:
    """The fund's bank account."""
    return lambda get: {"code": get(of).code, "place": get(of).places.get(kind="bank").pk}


def payment(of: str) -> Own:
    """A payment to children by their list."""
    return lambda get: {
        "code": VoucherFactory(
            fund=get(of),
            kind="PC",
            by_list=True,
            income_id=None,
            expenditure_id="C08",
            drafted_by=get("fund_accountant"),
        ).code
    }


def _distribution(of: Fund, **more: Any) -> Distribution:
    return Distribution.objects.create(
        fund=of, name="Áo ấm", decision_no="1/QĐ", decision_on=DAY, hand_out_on=DAY, **more
    )


def _posted(get: Get, donor: Any, pledge: Any = None) -> Any:
    """A receipt that stands, laid down without its way through the office."""
    return VoucherFactory(
        fund=get("province_fund"),
        donor=donor,
        pledge=pledge,
        state="posted",
        number=Voucher.objects.filter(number__isnull=False).count() + 1,
        drafted_by=get("fund_accountant"),
        approved_by=get("fund_chair"),
        posted_by=get("fund_cashier"),
    )


def own_receipt(get: Get) -> dict[str, Any]:
    pledge = get("pledge")
    DonorAccessFactory(user=get("donor"), donor=pledge.donor)
    return {"code": _posted(get, pledge.donor).code}


def strange_receipt(get: Get) -> dict[str, Any]:
    get("lists")
    return {"code": _posted(get, DonorFactory()).code}


def _own_pledge(get: Get, donor: Any, **more: Any) -> Any:
    return PledgeFactory(unit=get("units").province, donor=donor, **more)


def thanked(get: Get) -> dict[str, Any]:
    get("lists")
    donor = DonorFactory()
    DonorAccessFactory(user=get("donor"), donor=donor)
    pledge = _own_pledge(get, donor, money=1_000_000)
    _posted(get, donor, pledge)
    return {"code": pledge.code}


def strange_thanks(get: Get) -> dict[str, Any]:
    get("lists")
    return {"code": _own_pledge(get, DonorFactory(), money=1_000_000).code}


def awaited(get: Get) -> dict[str, Any]:
    get("lists")
    get("province_fund").places.filter(kind="bank").update(bank_code="970436", account_no="0123456789")
    donor = DonorFactory()
    DonorAccessFactory(user=get("donor"), donor=donor)
    return {"code": _own_pledge(get, donor, money=1_000_000).code}


def statement_year(get: Get) -> dict[str, Any]:
    get("lists")
    donor = DonorFactory()
    DonorAccessFactory(user=get("donor"), donor=donor)
    _own_pledge(get, donor, money=1_000_000)
    return {"donor": donor.code, "year": 2024, "kind": "pdf"}


def strange_year(get: Get) -> dict[str, Any]:
    get("lists")
    donor = DonorFactory()
    _own_pledge(get, donor, money=1_000_000)
    return {"donor": donor.code, "year": 2024, "kind": "pdf"}


def distribution(of: str, **more: str) -> Own:
    return lambda get: {"code": _distribution(get(of)).code, **more}


def transfer(sender: str, receiver: str) -> Own:
    def make(get: Get) -> dict[str, Any]:
        here, there = get(sender), get(receiver)
        place = here.places.get(kind="bank")
        row = Transfer.objects.create(
            sender=here, receiver=there, from_place=place, amount=1_000_000, decision_no="2/QĐ", sent_on=DAY
        )
        return {"code": row.code}

    return make


def sheet(need: str, state: str = "planned") -> Own:
    """A sheet with one line for the need."""

    def make(get: Get) -> dict[str, Any]:
        wanted = get(need)
        handed_out = _distribution(get("province_fund"), state=state)
        row = Sheet.objects.create(distribution=handed_out, unit=wanted.unit)
        share = AllocationFactory(pledge=get("pledge"), need=wanted)
        SheetLine.objects.create(sheet=row, allocation=share, issued=1, value=share.value)
        return {"code": row.code}

    return make


def statement(of: str) -> Own:
    """A statement of the fund's bank that was read."""
    return lambda get: {"code": _line(get, of).statement.code}


def bank_line(of: str, **more: str) -> Own:
    return lambda get: {"code": _line(get, of).code, **more}


def cash_count(of: str) -> Own:
    def make(get: Get) -> dict[str, Any]:
        here = get(of)
        row = CashCount.objects.create(
            fund=here,
            place=here.places.get(kind="cash"),
            on=DAY,
            counted=0,
            book=0,
            difference=0,
            counted_by=get("fund_cashier"),
        )
        return {"kind": "quy", "code": row.code}

    return make


def scan(of: str) -> Own:
    def make(get: Get) -> dict[str, Any]:
        paper = VoucherFactory(fund=get(of), drafted_by=get("fund_accountant"))
        row = PaperScan.objects.create(
            fund=paper.fund,
            voucher=paper,
            stored=store_private("fund_papers", b"x", ending="pdf"),
            ending="pdf",
            size=1,
            sha256=paper.code,
            uploaded_by=get("fund_cashier"),
            uploaded_at=now(),
        )
        return {"code": row.code}

    return make


def lot(of: str) -> Own:
    return lambda get: {"code": LotFactory(fund=get(of)).code}


def _line(get: Get, of: str) -> StatementLine:
    fund = get(of)
    place, person = fund.places.get(kind="bank"), get("fund_accountant")
    row = Statement.objects.create(
        place=place,
        file_name="sao_ke.csv",
        stored=store_private("statements", b"x", ending="csv"),
        sha256=fund.code,
        columns={"day": 0, "amount": 1},
        imported_by=person,
        imported_on=DAY,
    )
    return StatementLine.objects.create(
        statement=row, place=place, day=DAY, amount=500_000, text="UNG HO", digest=fund.code
    )


def photo(need: str) -> Own:
    """A picture of goods alone."""

    def make(get: Get) -> dict[str, Any]:
        row = SheetPhoto.objects.create(
            sheet=Sheet.objects.get(code=sheet(need)(get)["code"]),
            stored=store_private("deliveries", b"x", ending="jpg"),
            taken_on=DAY,
            uploaded_by=get("commune_officer"),
        )
        return {"code": row.code}

    return make


def sample_of(need: str) -> Own:
    """A sample of a distribution that goes to the need's commune."""

    def make(get: Get) -> dict[str, Any]:
        handed_out = Sheet.objects.get(code=sheet(need)(get)["code"]).distribution
        row = Verification.objects.create(
            distribution=handed_out, population=1, size=1, drawn_by=get("province_officer"), drawn_on=DAY
        )
        return {"code": row.code}

    return make


def sheet_of_district(get: Get) -> dict[str, Any]:
    """A sheet of another fund."""
    row = Sheet.objects.create(distribution=_distribution(get("district_fund")), unit=get("units").commune)
    return {"code": row.code}


def entry(of: str, **more: Any) -> Own:
    """An entry of the fund with one account up and one down; nothing stands behind it."""

    def make(get: Get) -> dict[str, Any]:
        row = post(fund=get(of), day=DAY, event="money_in", text="Thu", key=f"sample-{of}", lines=_LINES)
        return {"code": get(of).code, "sequence": row.sequence, **more}

    return make


def reversal(of: str, act: str) -> Own:
    def make(get: Get) -> dict[str, Any]:
        row = post(fund=get(of), day=DAY, event="money_in", text="Thu", key=f"sample-{of}", lines=_LINES)
        asked = Reversal.objects.create(entry=row, reason="Ghi nhầm", asked_by=get("fund_accountant"), asked_on=DAY)
        return {"code": asked.code, "act": act}

    return make


def reversed_entry(of: str) -> Own:
    def make(get: Get) -> dict[str, Any]:
        row = post(fund=get(of), day=DAY, event="money_in", text="Thu", key=f"sample-{of}", lines=_LINES)
        made = reverse(entry=row, day=DAY, reason="Ghi nhầm")
        Reversal.objects.create(
            entry=row, reason="Ghi nhầm", asked_by=get("fund_accountant"), asked_on=DAY, state="done", made=made,
            decided_by=get("fund_chair"), decided_on=DAY,
        )  # fmt: skip
        return {"code": get(of).code, "sequence": row.sequence}

    return make


def limit(of: str) -> Own:
    def make(get: Get) -> dict[str, Any]:
        row = ApprovalLimit.objects.create(fund=get(of), decider="head", decision_no="1", valid=DateRange(DAY, None))
        return {"code": get(of).code, "limit": row.code}

    return make


def fund_paper(of: str) -> Any:
    def make(get: Get) -> FundPaper:
        stored = store_private("funds", b"%PDF-1.7", ending="pdf")
        return FundPaper.objects.create(
            fund=get(of), kind="board", number="1", issued_on=DAY, issuer="UBND", subject="Thử", stored=stored, ending="pdf",
            sha256="0" * 64, kept_by=get("fund_accountant"), kept_on=DAY,
        )  # fmt: skip

    return make


def paper(of: str) -> Own:
    return lambda get: {"code": get(of).code, "paper": fund_paper(of)(get).code}


def member(of: str) -> Own:
    def make(get: Get) -> dict[str, Any]:
        row = BoardMember.objects.create(
            fund=get(of), full_name="Ông Thử", post="head", valid=DateRange(DAY, None), paper=fund_paper(of)(get)
        )
        return {"code": get(of).code, "member": row.code}

    return make


def estimate(of: str, state: str = "draft", **more: Any) -> Own:
    """An estimate as it stands at one of its steps."""

    def make(get: Get) -> dict[str, Any]:
        get("lists")
        row = BudgetEstimate.objects.create(
            fund=get(of),
            year=2024,
            source_id="T13",
            grounds="Kế hoạch",
            drafted_by=get("fund_cashier"),
            drafted_on=DAY,
            state=state,
            submitted_by=get("fund_chair") if state != "draft" else None,
            submitted_on=DAY if state != "draft" else None,
        )
        return {"code": row.code} | more

    return make


def budget_line(of: str) -> Own:
    def make(get: Get) -> dict[str, Any]:
        told = estimate(of)(get)
        row = BudgetLine.objects.create(
            estimate=BudgetEstimate.objects.get(code=told["code"]),
            item="6700",
            content="Công tác phí",
            norm="Nghị quyết",
            unit="ngày",
            quantity=1,
            unit_price=200_000,
        )
        return told | {"line": row.pk}

    return make


def budget_entry(get: Get) -> dict[str, Any]:
    """What a decision assigned."""
    row = BudgetEstimate.objects.get(code=budget_line("province_fund")(get)["code"])
    line = row.lines.get()
    acts.submit_estimate(user=get("fund_chair"), estimate=row)
    acts.appraise_estimate(
        user=get("finance_appraiser"), estimate=row, number="1/STC", appraised_on=DAY, amounts={line.pk: (200_000, "")}
    )
    acts.assign_estimate(
        user=get("fund_chair"), estimate=row, number="2/QĐ", decided_on=DAY, issuer="UBND", amounts={line.pk: 200_000}
    )
    return {"code": row.code, "sequence": 1}


def honour(**more: str) -> Any:
    """A dossier that rests on no receipt yet."""

    def make(get: Get) -> dict[str, Any]:
        user = get("province_officer")
        about = {"kind": "merit", "decider": "Giám đốc Sở", "least_amount": 1, "years": 1, "least_years": 1}
        level = set_level(user=user, **about, papers=[], basis="12/QĐ", valid_from=today())
        row = Commendation.objects.create(
            unit=get("units").province,
            donor=DonorFactory(),
            level=level,
            year=2024,
            proposed_by=user,
            proposed_on=today(),
        )
        return {"code": row.code, **more}

    return make


_LINES = [Line("A2", 1_000), Line("F1", -1_000)]


SAMPLES = (
    {
        f"funds:{name}": Sample(reader, fund, strange_fund)
        for name, reader in (
            ("fund_detail", "fund_cashier"),
            ("ledger", "fund_chair"),
            ("receipt_new", "fund_accountant"),
            ("goods_new", "fund_accountant"),
            ("payment_new", "fund_accountant"),
            ("distribution_new", "fund_accountant"),
            ("transfer_new", "fund_chair"),
            ("share_new", "fund_chair"),
            ("year_close", "fund_chair"),
            ("limits", "fund_accountant"),
            ("people", "fund_accountant"),
            ("member_new", "fund_chair"),
            ("paper_new", "fund_accountant"),
            ("repurpose_new", "fund_chair"),
            ("succession_new", "fund_chair"),
            ("bank", "fund_chair"),
            ("statement_new", "fund_accountant"),
            ("count_list", "fund_chair"),
            ("count_new", "fund_cashier"),
            ("stock_count_new", "fund_cashier"),
            ("month_close", "fund_chair"),
            ("stock", "fund_cashier"),
            ("overview", "fund_cashier"),
            ("check_rule", "fund_chair"),
            ("account_new", "fund_chair"),
            ("slip", "fund_accountant"),
            ("budget_list", "fund_cashier"),
            ("budget_new", "fund_accountant"),
        )
    }
    | {
        f"funds:{name}": Sample(reader, estimate("province_fund", **more), estimate("district_fund", **more))
        for name, reader, more in (
            ("budget", "fund_cashier", {}),
            ("budget_assign", "fund_chair", {}),
            ("budget_adjust", "fund_chair", {}),
            ("budget_withdraw", "fund_accountant", {}),
            ("budget_spend", "fund_accountant", {}),
            ("budget_settle", "fund_chair", {}),
            ("budget_act", "fund_chair", {"act": "trinh"}),
            ("budget_pdf", "fund_cashier", {"paper": "du-toan"}),
        )
    }
    | {
        # The finance office reads every fund of the province: what it does not know of is a code nobody has.
        "funds:budget_appraise": Sample("finance_appraiser", estimate("province_fund", state="submitted")),
        "funds:budget_line_remove": Sample(
            "fund_accountant", budget_line("province_fund"), budget_line("district_fund")
        ),
        "funds:budget_correct": Sample("fund_chair", budget_entry),
        "funds:giving_receipt": Sample("donor", own_receipt, strange_receipt),
        "funds:giving_thanks": Sample("donor", thanked, strange_thanks),
        "funds:giving_transfer": Sample("donor", awaited, strange_thanks),
        "funds:giving_statement": Sample("donor", statement_year, strange_year),
        "funds:commendation_detail": Sample("province_officer", honour()),
        "funds:commendation_paper": Sample("province_officer", honour()),
        "funds:commendation_form": Sample("province_officer", honour(act="giay-to")),
        "funds:commendation_act": Sample("province_officer", honour(act="trinh")),
        "funds:paper_scan": Sample("fund_chair", scan("province_fund"), scan("district_fund")),
        "funds:lot_detail": Sample("fund_cashier", lot("province_fund"), lot("district_fund")),
        "funds:lot_reached": Sample("fund_cashier", lot("province_fund"), lot("district_fund")),
        "funds:trace_forward": Sample("fund_chair", voucher("province_fund"), voucher("district_fund")),
        "funds:trace_backward": Sample("fund_chair", sheet("need"), sheet_of_district),
        "funds:count_detail": Sample("fund_chair", cash_count("province_fund"), cash_count("district_fund")),
        "funds:count_print": Sample("fund_chair", cash_count("province_fund"), cash_count("district_fund")),
        "funds:count_confirm": Sample("fund_chair", cash_count("province_fund"), cash_count("district_fund")),
        "funds:handover": Sample(
            "fund_accountant", voucher("province_fund", kind="NK"), voucher("district_fund", kind="NK")
        ),
        "funds:account_edit": Sample("fund_chair", account("province_fund"), account("district_fund")),
        "funds:payees": Sample("fund_cashier", payment("province_fund"), payment("district_fund")),
        "funds:payees_print": Sample("fund_cashier", payment("province_fund"), payment("district_fund")),
        "funds:statement": Sample("fund_cashier", statement("province_fund"), statement("district_fund")),
        "funds:statement_file": Sample("fund_cashier", statement("province_fund"), statement("district_fund")),
        "funds:bank_line": Sample("fund_accountant", bank_line("province_fund"), bank_line("district_fund")),
        "funds:bank_line_act": Sample(
            "fund_accountant", bank_line("province_fund", act="bo"), bank_line("district_fund", act="bo")
        ),
        "funds:transfer_detail": Sample(
            "fund_chair", transfer("province_fund", "district_fund"), transfer("district_fund", "commune_fund")
        ),
        "funds:voucher_detail": Sample("fund_cashier", voucher("province_fund"), voucher("district_fund")),
        "funds:voucher_pdf": Sample("fund_accountant", voucher("province_fund"), voucher("district_fund")),
        "funds:voucher_act": Sample(
            "fund_chair", voucher("province_fund", act="approve"), voucher("district_fund", act="approve")
        ),
        "funds:distribution_detail": Sample(
            "fund_cashier", distribution("province_fund"), distribution("district_fund")
        ),
        "funds:distribution_act": Sample(
            "fund_chair", distribution("province_fund", act="approve"), distribution("district_fund", act="approve")
        ),
        "funds:sheet_detail": Sample("commune_officer", sheet("need"), sheet("neighbour_need")),
        "funds:verification": Sample("commune_leader", sample_of("need"), sample_of("neighbour_need")),
        "funds:sample_draw": Sample("inspector", distribution("province_fund")),
        "funds:photo_new": Sample("commune_officer", sheet("need", "issued"), sheet("neighbour_need", "issued")),
        "funds:photo": Sample("commune_officer", photo("need"), photo("neighbour_need")),
        "funds:sheet_confirm": Sample("school_officer", sheet("need", "issued"), sheet("neighbour_need", "issued")),
        "funds:sheet_pdf": Sample("commune_officer", sheet("need"), sheet("neighbour_need")),
        "funds:entry_detail": Sample("fund_accountant", entry("province_fund"), entry("district_fund")),
        "funds:reversal_ask": Sample("fund_accountant", entry("province_fund"), entry("district_fund")),
        "funds:reversal_act": Sample("fund_chair", reversal("province_fund", "dao"), reversal("district_fund", "dao")),
        "funds:reversal_pdf": Sample(
            "fund_accountant", reversed_entry("province_fund"), reversed_entry("district_fund")
        ),
        "funds:paper_file": Sample("fund_accountant", paper("province_fund"), paper("district_fund")),
        "funds:member_end": Sample("fund_chair", member("province_fund"), member("district_fund")),
        "funds:limit_end": Sample("fund_chair", limit("province_fund"), limit("district_fund")),
    }
)
