"""What bin/bench makes of its samples. Measuring is not for tests."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from instance import ROOT

sys.path.insert(0, str(ROOT))

from Benchmarks import report, talks  # noqa: E402
from Benchmarks.benchmark import Benchmark, Peer, Samples, at_most, median, p99, results, times_at_least, times_at_most  # noqa: E402
from Benchmarks.catalogue import select  # noqa: E402
from Benchmarks.endurance import trend  # noqa: E402
from Benchmarks.machine import Failed, spent_by_family  # noqa: E402
from Benchmarks.rendering import copy_templates  # noqa: E402
from Benchmarks.site import require_same  # noqa: E402


class Pages(Benchmark):
    name = "some/pages"
    unit = "pages/s"
    does = "pages"
    peers = [Peer("slow", "the same, slowly", times_at_least(2)), Peer("other", "the same")]


class Latency(Benchmark):
    name = "some/latency"
    unit = "ms"
    does = "answers"
    summaries = [median, p99]
    peers = [Peer("quick", "the same, quickly", times_at_most(1.5))]


class Alone(Benchmark):
    name = "some/memory"
    unit = "KiB"
    does = "waits"
    target = at_most(14)


def test_a_ratio_is_of_medians_and_decides_whether_a_target_is_met():
    samples = Samples(of={"ours": [90, 110, 5000], "slow": [50, 55, 1], "other": [100, 100, 100]})
    beside_slow, beside_other = results(Pages(), samples)
    assert (beside_slow.ours, beside_slow.peer, beside_slow.ratio) == (110, 50, 2.2)
    assert (beside_slow.target, beside_slow.met) == ("≥ 2×", True)
    assert beside_slow.spread == {"ours": [90, 5000], "slow": [1, 55]}
    assert (beside_other.target, beside_other.met) == (None, None)
    samples.of["slow"] = [56, 56, 56]
    assert results(Pages(), samples)[0].met is False


def test_a_target_is_for_the_last_way_of_summing_up():
    slow_once = [10.0] * 98 + [20.0, 20.0]
    middle, tail = results(Latency(), Samples(of={"ours": slow_once, "quick": [10.0] * 100}))
    assert (middle.statistic, middle.ratio, middle.target) == ("median", 1, None)
    assert (tail.statistic, tail.ratio, tail.target, tail.met) == ("p99", 2, "≤ 1.5×", False)


def test_without_a_peer_the_figure_itself_is_held_to_the_target():
    within, beyond = (results(Alone(), Samples(of={"ours": [value]}))[0] for value in (14.0, 14.1))
    assert (within.peer, within.ratio, within.target, within.met) == (None, None, "≤ 14 KiB", True)
    assert beyond.met is False


def test_a_run_too_small_to_tell_neither_meets_nor_misses():
    (result,) = results(Alone(), Samples(of={"ours": [20]}, is_conclusive=False))
    assert (result.target, result.met) == ("≤ 14 KiB", None)


def test_the_json_is_a_list_of_objects_with_every_name_others_rely_on():
    found = results(Pages(), Samples(of={"ours": [3], "slow": [1], "other": [2]})) + results(
        Alone(), Samples(of={"ours": [12.5]})
    )
    written = json.loads(report.to_json(found))
    assert [entry["ours"] for entry in written] == [3, 3, 12.5]
    for entry in written:
        assert {"name", "ours", "peer", "unit", "ratio", "target", "met", "spread", "samples", "limit"} <= entry.keys()
    assert len({entry["name"] for entry in written}) == 3


def test_the_plot_draws_better_to_the_right_whatever_the_unit():
    found = (
        results(Pages(), Samples(of={"ours": [30], "slow": [10], "other": [60]}))
        + results(Latency(), Samples(of={"ours": [5], "quick": [10]}))
        + results(Alone(), Samples(of={"ours": [28]}))
    )
    assert [report.advantage(result) for result in found] == [3, 0.5, 2, 2, 0.5]
    assert [report.goal(result) for result in found] == [2, None, None, 1 / 1.5, 1]
    drawn = ElementTree.fromstring(report.svg(found, "a machine & its <figures>"))
    bars = [element for element in drawn if element.tag.endswith("rect")]
    # One is the ground.
    assert len(bars) == 1 + len(found)


def test_the_table_shows_three_digits_and_says_what_was_not_met():
    assert [report.number(value) for value in (0.01234, 4.567, 12345, 0, None)] == ["0.0123", "4.57", "12,300", "0", "–"]
    text = report.table(results(Alone(), Samples(of={"ours": [20]}, limits={"ours": "patience"}, notes=["a note"])))
    assert "NOT MET" in text and "some/memory: ours by patience" in text and "a note" in text


def test_a_peer_that_shows_another_page_is_found_out():
    ours = '<p>Ada &amp; Bram</p><input name="nonce" value="1">'
    require_same(ours, '<p>Ada &#38; Bram</p>\n<input name="nonce" value="2">', "a peer")
    with pytest.raises(Failed, match="another page"):
        require_same(ours, '<p>Ada</p><input name="nonce" value="2">', "a peer")
    with pytest.raises(Failed, match="bytes"):
        require_same(ours, ours + " " * 1000, "a peer")


def test_a_page_without_what_it_is_measured_for_is_found_out():
    latest, plain = (
        "".join(part * count for part, count in talk.parts(is_latest=True).items())
        for talk in (talks.RICH, talks.PLAIN)
    )
    talks.RICH.require_parts(latest, is_latest=True)
    talks.PLAIN.require_parts(plain, is_latest=True)
    talks.RICH.require_parts(latest.replace("Seen by", ""), is_latest=False)
    with pytest.raises(Failed, match="Seen by 0 times, and not 1"):
        talks.RICH.require_parts(latest.replace("Seen by", ""), is_latest=True)
    with pytest.raises(Failed, match="3 replies 10 times, and not 0"):
        talks.PLAIN.require_parts(plain + 10 * ">3 replies", is_latest=True)


def test_the_templates_for_another_mustache_have_their_links_written_out(tmp_path):
    copy_templates(tmp_path, "Channels/ChannelPage", "Channels/ChannelMessagesFragment")
    copies = {str(copy.relative_to(tmp_path)): copy.read_text() for copy in tmp_path.rglob("*.html")}
    assert {"Layout.html", "Components/Header.html", "Channels/Message.html"} < copies.keys()
    assert not any("{{@" in text for text in copies.values())
    assert 'action="/sign-out"' in copies["Components/Header.html"]
    assert 'href="/channels/{{channel.slug}}?before={{earlier}}"' in copies["Channels/Talk.html"]
    assert not any("{{<" in line.removeprefix("{{< Layout }}") for text in copies.values() for line in text.split("\n"))


def test_benchmarks_are_chosen_by_the_beginning_of_their_names():
    assert {benchmark.name.split("/")[0] for benchmark in select([], quick=True)} == {
        "rendering", "starting", "pages", "weight", "painting", "messages", "delivery", "waiting", "history",
        "memberships", "conversations", "presence", "files", "directory", "moderation", "sealing", "search", "endurance",
    }  # fmt: skip
    assert [benchmark.name for benchmark in select(["history/back"], quick=True)] == ["history/back-1M"]
    assert [benchmark.name for benchmark in select(["history/back"], quick=False)] == [
        "history/back-1M",
        "history/back-10M",
    ]
    with pytest.raises(LookupError, match="nothing-of-the-kind"):
        select(["nothing-of-the-kind"], quick=False)
    with pytest.raises(LookupError, match="too large"):
        select(["waiting", "history/back-10M"], quick=True)


def bench(*arguments, cwd) -> subprocess.CompletedProcess:
    return subprocess.run([ROOT / "bin" / "bench", *arguments], cwd=cwd, capture_output=True, text=True, timeout=60)


def test_the_list_says_every_target_from_any_folder(tmp_path):
    found = bench("--list", "starting/cgi", "delivery/poll-1000-same", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "(≤ 60 ms)" in found.stdout and "beside nchan (≤ 1.5×)" in found.stdout
    assert "pages/" not in found.stdout


@pytest.mark.parametrize("arguments", [["--quik"], ["nothing-of-the-kind"], ["--quick", "waiting/memory-9000"]])
def test_what_makes_no_sense_is_refused_before_anything_is_installed(arguments, tmp_path):
    found = bench(*arguments, cwd=tmp_path)
    assert found.returncode == 2
    assert found.stderr.startswith("usage: bin/bench") and arguments[-1] in found.stderr
    assert not found.stdout and not list(tmp_path.iterdir())


def test_what_a_process_used_counts_its_children_that_have_ended():
    before = spent_by_family(os.getpid())
    subprocess.run([sys.executable, "-c", "for _ in range(5_000_000): pass"], check=True)
    assert spent_by_family(os.getpid()) - before > 0.02


def test_growth_is_told_by_its_slope():
    begin, slope, grown = trend([(0, 100), (1, 102), (2, 98), (3, 103), (4, 102)])
    assert (begin, slope, grown) == (pytest.approx(100), pytest.approx(0.5), pytest.approx(2))
