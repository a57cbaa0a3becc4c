"""The sample lists, read by the pipeline and imported by the command, against what a person reads in them."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from children.models import Child, ListImport
from children.services.list_import import parse
from tests.children.rows import counts
from tests.children.sheets import HEADER, child_row, table, xlsx

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.xlsx"))
STATUSES = {"new", "update", "duplicate", "error", "skipped"}


def truth_of(sample: Path) -> list[dict]:
    return json.loads(sample.with_suffix("").with_suffix(".truth.json").read_text(encoding="utf-8"))


def imported(sample: Path, tmp_path: Path, *flags: str) -> dict:
    out = tmp_path / "out.json"
    call_command(
        *("import_children", str(sample), "--commune", "02866", "--as", "commune_officer", "--json", str(out)),
        *flags,
        stdout=StringIO(),
    )
    return json.loads(out.read_text(encoding="utf-8"))


def check_contract(report: dict) -> None:
    """The shape that other tools rely on (design/product.md, last paragraph)."""
    assert report.keys() == {"summary", "rows"}
    assert report["summary"].keys() == {"rows"} | STATUSES
    assert report["summary"]["rows"] == len(report["rows"]) == sum(report["summary"][name] for name in STATUSES)
    for row in report["rows"]:
        assert {"sheet", "row", "status", "fields", "problems", "matches"} <= row.keys()
        assert row["status"] in STATUSES
        for problem in row["problems"]:
            assert problem.keys() == {"field", "code", "message"} and all(problem.values())
        for match in row["matches"]:
            assert match.keys() == {"child", "score"} and 0 <= match["score"] <= 1
        if row["status"] != "skipped":
            assert row["fields"].keys() == {
                *("full_name", "date_of_birth", "birth_year", "sex", "ethnic_group", "village"),
                *("guardians", "circumstances", "personal_id"),
            }
    for status in STATUSES:
        assert report["summary"][status] == sum(row["status"] == status for row in report["rows"])


@pytest.fixture
def samples_by_name(lists, units, commune_officer):
    return {sample.stem: sample for sample in SAMPLES}


def test_there_are_samples():
    assert len(SAMPLES) == 2 and all(truth_of(sample) for sample in SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_row_is_read_as_a_person_reads_it(sample, lists):
    read = parse(sample.read_bytes(), sample.name)
    children = [row for row in read.rows if not row.skipped]
    truth = truth_of(sample)
    assert [(row.sheet, row.row) for row in children] == [(told["sheet"], told["row"]) for told in truth]
    for row, told in zip(children, truth, strict=True):
        assert {name: row.fields[name] for name in told["fields"]} == told["fields"], f"row {row.row}"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_check_tells_every_row_and_writes_nothing(sample, samples_by_name, tmp_path):
    before = counts()
    report = imported(sample, tmp_path, "--check")
    assert counts() == before
    check_contract(report)
    truth = {(told["sheet"], told["row"]): told["fields"] for told in truth_of(sample)}
    told = {(row["sheet"], row["row"]): row for row in report["rows"] if row["status"] != "skipped"}
    assert told.keys() == truth.keys()
    for place, fields in truth.items():
        assert {name: told[place]["fields"][name] for name in fields} == fields, place
        assert told[place]["status"] == "new"
        assert "child" not in told[place]
    assert report["summary"]["new"] == len(truth)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_commit_writes_the_children_and_names_their_records(sample, samples_by_name, units, tmp_path):
    report = imported(sample, tmp_path)
    check_contract(report)
    written = {row["child"]: row for row in report["rows"] if row["status"] in ("new", "update")}
    assert len(written) == report["summary"]["new"] == len(truth_of(sample)) == Child.objects.count()
    for child in Child.objects.filter(unit=units.commune).select_related("village", "ethnic_group"):
        fields = written[child.code]["fields"]
        assert child.full_name == fields["full_name"]
        assert (child.date_of_birth and child.date_of_birth.isoformat()) == fields["date_of_birth"]
        assert (child.birth_year, child.sex) == (fields["birth_year"], fields["sex"])
        assert (child.ethnic_group_id, child.village.name) == (fields["ethnic_group"], fields["village"])
        assert [adult.full_name for adult in child.household.guardians.all()] == fields["guardians"]
        assert child.state == "draft" and child.residences.get().unit == units.commune
    assert not any("child" in row for row in report["rows"] if row["status"] == "skipped")


def test_the_same_file_twice_is_refused_and_writes_nothing(samples_by_name, tmp_path):
    sample = samples_by_name["danh_sach_theo_thon"]
    imported(sample, tmp_path)
    before = counts()
    with pytest.raises(CommandError, match="đã được ghi"):
        imported(sample, tmp_path)
    assert counts() == before


def test_checked_again_after_the_commit_every_child_is_an_update(samples_by_name, tmp_path):
    """The list is known again by name, date and adults."""
    sample = samples_by_name["danh_sach_theo_thon"]
    first = imported(sample, tmp_path)
    again = imported(sample, tmp_path, "--check")
    codes = {(row["sheet"], row["row"]): row.get("child") for row in first["rows"]}
    assert again["summary"]["update"] == 45
    for row in again["rows"]:
        if row["status"] == "update":
            assert row["matches"][0]["child"] == codes[row["sheet"], row["row"]]


def test_errors_and_doubles_are_left_out_and_told(lists, units, commune_officer, tmp_path):
    path = tmp_path / "ds.csv"
    path.write_bytes(
        table(
            HEADER,
            child_row(1),
            child_row(2, "Lý A Nà", born="31/02/2016"),
            child_row(3),
            ["Tổng số", "3 trẻ"],
        )
    )
    report = imported(path, tmp_path)
    check_contract(report)
    assert [(row["row"], row["status"]) for row in report["rows"]] == [
        (2, "new"),
        (3, "error"),
        (4, "duplicate"),
        (5, "skipped"),
    ]
    assert report["rows"][1]["problems"][0]["field"] == "date_of_birth"
    assert report["rows"][2]["problems"][0]["code"] == "repeated"
    assert [("child" in row) for row in report["rows"]] == [True, False, False, False]
    assert Child.objects.get().code == report["rows"][0]["child"]


@pytest.mark.parametrize(
    ("commune", "username", "sentence"),
    [
        ("99999", "commune_officer", "Không có xã nào"),
        ("085", "commune_officer", "Không có xã nào"),
        ("02866", "nobody", "Không có tài khoản"),
        ("02863", "commune_officer", "không có quyền"),
    ],
)
@pytest.mark.parametrize("flags", [[], ["--check"]])
def test_wrong_commune_or_person_is_refused(
    commune, username, sentence, flags, lists, units, commune_officer, tmp_path
):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(xlsx(HEADER, child_row()))
    with pytest.raises(CommandError, match=sentence):
        call_command("import_children", str(path), "--commune", commune, "--as", username, *flags)
    assert not Child.objects.exists() and not ListImport.objects.exists()


def test_a_missing_or_broken_file_is_refused(lists, units, commune_officer, tmp_path):
    broken = tmp_path / "hỏng.xlsx"
    broken.write_bytes(b"not a workbook")
    for path in (tmp_path / "không có.xlsx", broken):
        for flags in ([], ["--check"]):
            with pytest.raises(CommandError):
                call_command("import_children", str(path), "--commune", "02866", "--as", "commune_officer", *flags)
    assert not ListImport.objects.exists()
