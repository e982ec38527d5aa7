"""What bin/test says at the end."""

import subprocess
import sys

from instance import ROOT


def totals(broken: int, *files) -> tuple[int, list[str]]:
    result = subprocess.run(
        [sys.executable, ROOT / "bin" / "lib" / "totals.py", str(broken), *files], capture_output=True, text=True
    )
    assert result.stderr == ""
    return result.returncode, result.stdout.splitlines()


def case(name: str, seconds: float | None, within: str = "") -> str:
    time = "" if seconds is None else f' time="{seconds}"'
    return f'<testcase classname="Tests.EndToEnd.test_x" name="{name}"{time}>{within}</testcase>'


def test_the_last_line_counts_the_tests_of_all_suites(tmp_path):
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    first.write_text(f"<testsuites>{case('one', 1)}{case('two', 2, '<failure/><error/>')}</testsuites>")
    code, lines = totals(0, first)
    assert (code, lines[1:3]) == (1, ["    2.00  test_x.two", "    1.00  test_x.one"])
    assert lines[3:] == ["Failed: test_x.two", "1 passed, 1 failed"]
    second.write_text(f"<testsuites>{case('three', 3, '<skipped/>')}{case('four', 4)}</testsuites>")
    code, lines = totals(0, second)
    assert (code, lines[-1]) == (0, "1 passed, 0 failed, 1 skipped")
    code, lines = totals(0, first, second)
    assert (code, lines[-1]) == (1, "2 passed, 1 failed, 1 skipped")


def test_a_runner_that_broke_and_a_run_without_tests_are_failures(tmp_path):
    file = tmp_path / "results.xml"
    file.write_text(f"<testsuites>{case('one', 1)}</testsuites>")
    code, lines = totals(1, file)
    assert (code, lines[-1]) == (1, "1 passed, 1 failed")
    assert totals(0) == (1, ["0 passed, 0 failed"])


def test_the_ten_slowest_tests_of_each_suite_are_told(tmp_path):
    files = [tmp_path / "quick.xml", tmp_path / "slow_ones.xml"]
    for factor, file in zip((1, 100), files):
        cases = "".join(case(f"test_{number}", number * factor) for number in range(15))
        file.write_text(f"<testsuites>{cases}</testsuites>")
    _, lines = totals(0, *files)
    for factor, name, told in [(1, "quick", lines[:11]), (100, "slow-ones", lines[11:22])]:
        assert name in told[0]
        assert told[1:] == [f"{number * factor:8.2f}  test_x.test_{number}" for number in range(14, 4, -1)]
    assert lines[22:] == ["30 passed, 0 failed"]


def test_a_skipped_test_without_a_time_is_counted(tmp_path):
    file = tmp_path / "results.xml"
    file.write_text(f"<testsuites>{case('one', 1)}{case('two', None, '<skipped/>')}</testsuites>")
    code, lines = totals(0, file)
    assert (code, lines[-1]) == (0, "1 passed, 0 failed, 1 skipped")


def test_what_failed_stands_last_with_the_end_of_what_it_said(tmp_path):
    file = tmp_path / "results.xml"
    long = "\n".join(f"line {number}" for number in range(40))
    cases = case("one", 1) + case("two", 2, f"<failure>{long}\n\nE  assert 1 == 2</failure><error message='no way'/>")
    file.write_text(f"<testsuites>{cases}</testsuites>")
    _, lines = totals(0, file)
    said = [f"    line {number}" for number in range(30, 40)] + ["    E  assert 1 == 2", "    no way"]
    assert lines[3:] == ["Failed: test_x.two", *said, "1 passed, 1 failed"]


def test_of_very_many_failures_the_first_are_told(tmp_path):
    file = tmp_path / "results.xml"
    cases = "".join(case(f"test_{number}", 1, "<failure message='wrong'/>") for number in range(25))
    file.write_text(f"<testsuites>{cases}</testsuites>")
    _, lines = totals(0, file)
    assert [line for line in lines if line.startswith("Failed: ")][-1] == "Failed: test_x.test_19"
    assert lines[-2:] == ["and 5 more failed", "0 passed, 25 failed"]
