"""Results as a table, as JSON and as a plot."""

import dataclasses
import html
import json
import math
import pathlib

from .benchmark import Result


def number(value: float | None) -> str:
    """Three digits that count: 0.0123, 4.56, 1,230."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{round(value, digits):,.{digits}f}" if digits else f"{round(value, -int(math.log10(abs(value))) + 2):,.0f}"


def verdict(result: Result) -> str:
    return {True: "met", False: "NOT MET", None: ""}[result.met]


def spread(result: Result) -> str:
    return " | ".join(f"{number(low)}–{number(high)}" for low, high in result.spread.values())


def table(results: list[Result]) -> str:
    """One line for each result, and below it who was the limit."""
    head = ["benchmark", "ours", "peer", "unit", "ratio", "target", "", "spread (ours | peer)"]
    rows = [
        [
            result.name,
            number(result.ours),
            number(result.peer),
            result.unit,
            f"{number(result.ratio)}×" if result.ratio is not None else "",
            result.target or "",
            verdict(result),
            spread(result),
        ]
        for result in results
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    right = {1, 2, 4}

    def line(cells: list[str]) -> str:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths))
        ]
        return "  ".join(cells).rstrip()

    lines = [line(head), line(["─" * width for width in widths]), *map(line, rows)]
    lines += ["", "Limited, with processors kept busy:"]
    told = set()
    for result in results:
        group = result.name.split(" ")[0]
        for remark in [f"{who} by {limit}" for who, limit in result.limit.items()] + result.notes:
            if (group, remark) not in told:
                told.add((group, remark))
                lines.append(f"{group}: {remark}")
    return "\n".join(lines)


def to_json(results: list[Result]) -> str:
    return json.dumps([dataclasses.asdict(result) for result in results], indent=1, ensure_ascii=False) + "\n"


def write(path: pathlib.Path, text: str):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


# The plot

ROW, LABEL, WIDTH, NUMBERS = 22, 330, 420, 250
MET, MISSED, PLAIN = "#1a7f4e", "#b3261e", "#5b6673"


def advantage(result: Result) -> float | None:
    """How many times better than the peer, or than the target where there is no peer; above 1 is better."""
    if result.ratio is not None:
        times = result.ratio
    elif result.goal is not None:
        # Nothing at all, where little was allowed, is as good as can be.
        times = result.ours / result.goal if result.goal else (0.0 if result.ours <= 0 else math.inf)
    else:
        return None
    return times if result.higher_is_better else (1 / times if times > 0 else math.inf)


def goal(result: Result) -> float | None:
    """Where the target stands on the same scale."""
    if result.goal is None:
        return None
    if result.peer is None:
        return 1.0
    return result.goal if result.higher_is_better else 1 / result.goal


def svg(results: list[Result], caption: str) -> str:
    """A bar for each result on a logarithmic scale: to the right of the line at 1 ours is better than the peer, or
    than the target where there is no peer. A tick is the target."""
    shown = [(result, times) for result in results if (times := advantage(result)) is not None]
    values = [value for result, times in shown for value in (times, goal(result)) if value and math.isfinite(value)]
    low = min([math.floor(math.log10(value)) for value in values] + [-1])
    high = max([math.ceil(math.log10(value)) for value in values] + [1])

    def x(value: float) -> float:
        place = math.log10(value) if value > 0 else low
        return LABEL + (min(max(place, low), high) - low) / (high - low) * WIDTH

    height, out = 70 + ROW * len(shown), []

    def text(left: float, top: float, words: str, anchor: str = "start", colour: str = "#1c2430"):
        out.append(
            f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" fill="{colour}">{html.escape(words)}</text>'
        )

    text(8, 20, caption)
    for power in range(low, high + 1):
        place = x(10**power)
        colour = "#1c2430" if power == 0 else "#d5dae1"
        out.append(f'<path d="M{place:.1f} 50V{height - 14}" stroke="{colour}"/>')
        text(place, 44, f"{10.0**power:g}×", "middle", PLAIN)
    for row, (result, times) in enumerate(shown):
        top = 56 + ROW * row
        start, end = sorted((x(1), x(times)))
        colour = {True: MET, False: MISSED, None: PLAIN}[result.met]
        text(LABEL - 8, top + 12, result.name, "end")
        out.append(f'<rect x="{start:.1f}" y="{top}" width="{max(end - start, 1):.1f}" height="14" fill="{colour}"/>')
        if (place := goal(result)) is not None:
            out.append(f'<path d="M{x(place):.1f} {top - 2}v18" stroke="#1c2430" stroke-width="2"/>')
        beside = f" : {number(result.peer)}" if result.peer is not None else ""
        wanted = f"  ({result.target})" if result.target else ""
        text(LABEL + WIDTH + 12, top + 12, f"{number(result.ours)}{beside} {result.unit}{wanted}", colour=colour)
    size = f'width="{LABEL + WIDTH + NUMBERS}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif" font-size="12">\n'
        f'<rect {size} fill="#fff"/>\n' + "\n".join(out) + "\n</svg>\n"
    )
