"""The report's few lines on how people were matched, inside data quality."""

from __future__ import annotations

from pipelines.faults import Text
from reports.linkage import SOURCES, Linkage, field_said, level_said
from reports.results import Results
from reports.wording import LINK_EVIDENCE

Row = tuple[Text, Text]


def matching(results: Results) -> list[Row]:
    """What is told and what it is; nothing where the run does not say how people were matched."""
    linkage = results.linkage
    if linkage is None:
        return []
    rows = [
        (Text("匹配权重", "Match weights"), _weights(linkage)),
        (Text("人员对应依据", "Links by evidence"), _links(results)),
        (Text("比较的人员对", "Pairs compared"), Text(f"{linkage.pairs:,}", f"{linkage.pairs:,}")),
    ]
    dropped = int(linkage.passes["dropped_pairs"].sum())
    if dropped:
        lost = linkage.passes.filter(linkage.passes["dropped_pairs"] > 0)["pass"].str.join(", ").item()
        rows.append(
            (
                Text("同组过多，未比较", "Not compared: groups too large"),
                Text(f"{dropped:,} 对（{lost}）", f"{dropped:,} pairs ({lost})"),
            )
        )
    return [*rows, (Text("与本次数据相比，权重变动最大", "Largest move in this data"), _moved(linkage))]


def _weights(linkage: Linkage) -> Text:
    source = SOURCES[linkage.source]
    if linkage.source == "beliefs":
        return source
    on = linkage.approved_on.isoformat() if linkage.approved_on else ""
    return Text(
        f"{source.zh}：{linkage.version}，{linkage.approved_by} {on} 批准",
        f"{source.en}: {linkage.version}, {linkage.approved_by} {on}",
    )


def _links(results: Results) -> Text:
    counts = dict(results.links["evidence"].value_counts().rows())
    said = [(LINK_EVIDENCE[e], counts[e]) for e in LINK_EVIDENCE if e in counts]
    return Text(
        "，".join(f"{words.zh} {n:,}" for words, n in said) or "—",
        ", ".join(f"{words.en} {n:,}" for words, n in said) or "—",
    )


def _moved(linkage: Linkage) -> Text:
    if linkage.drift is None or linkage.drift.is_empty():
        return Text("数据太少，无法比较", "too little data to tell")
    field, level, before, after, _ = linkage.drift.row(0)
    bits = f"{before:+.1f} → {after:+.1f}"
    zh, en = ((field_said(field).say(lang), level_said(field, level).say(lang)) for lang in ("zh", "en"))
    return Text(f"{zh[0]}·{zh[1]}：{bits} 比特", f"{en[0]}, {en[1]}: {bits} bits")
