"""``jingwei gaps``: what is missing where, for how many households, and what would close it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.cli.measuring import AsOf, Format, Output, Preset, measured_city, one_of, table_of, told
from api.cli.session import Session, command

Kind = Annotated[str | None, typer.Option("--kind", help="差距种类 Kind of gap", show_default=False)]
Most = Annotated[int, typer.Option("--most", min=1, help="表格最多列出多少条 The most rows of the table")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "gaps")(gaps)


def gaps(
    session: Session, kind: Kind = None, as_of: AsOf = None, preset: Preset = None, most: Most = 40,
    format: Format = "table",  # noqa: A002 -- the option's name
    output: Output = None,
) -> None:  # fmt: skip
    """列出差距，按可新增覆盖户数排序。 List the gaps, ranked by the households that closing each would gain."""
    from geo.gaps import gap_texts
    from geo.layers.answers import GAP_KINDS

    words = {choice.value: choice.label for choice in GAP_KINDS}
    with session.store() as store:
        measured = measured_city(session, store, as_of, preset)
    table = measured.measure.placed_gaps
    if kind is not None:
        table = table[table["kind"] == one_of("--kind", kind, tuple(words))]
    texts = gap_texts(table, session.language)
    frame = table.drop(columns=["message", "params", "evidence_unit_ids"])
    frame = frame.assign(title=[title for title, _ in texts], remedy=[remedy for _, remedy in texts])

    def document() -> dict[str, Any]:
        rows = frame.drop(columns="geometry").astype(object).where(frame.notna(), None).to_dict("records")
        return {"run": measured.run.id, "as_of": measured.run.as_of, "gaps": rows}

    if told(session, lambda: frame, document, format, output, "gaps"):
        return
    zh = session.language == "zh"
    headers = (
        ("#", "种类", "编码", "说明", "户数", "可新增") if zh else ("#", "kind", "code", "what", "households", "gains")
    )
    rows = [
        (row.rank, getattr(words[row.kind], session.language), row.code, title, row.households, row.gained_households)
        for row, (title, _) in zip(table.head(most).itertuples(), texts, strict=False)
    ]
    session.show(table_of(headers, rows, 4))
    session.say(
        f"共 {len(table):,} 条，列出 {len(rows)} 条；计算记录 {measured.run.id}",
        f"{len(table):,} gaps, {len(rows)} listed; run {measured.run.id}",
    )
