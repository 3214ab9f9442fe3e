"""report.html: one offline file for everybody who may know how the audit went, but not about whom.

No script, nothing loaded: the language switch and the charts are markup. ``figures`` counts, ``charts``
draws, ``masked_cases`` hides who it is about, ``report.html.j2`` and ``report.css`` are the page. The full
clues stand in ``reports/workbooks``.
"""

from __future__ import annotations

from pathlib import Path

import jinja2
from markupsafe import Markup

from pipelines.faults import Lang, Text, sorted_faults
from pipelines.money import say_yuan
from pipelines.months import say_month
from reports.html import charts, figures
from reports.html.masked_cases import cases_by_family
from reports.html.matching import matching
from reports.masking import masked_digits
from reports.reconciled import reconciled
from reports.results import Results
from reports.wording import CLUE_IS_NOT_A_FINDING, GRADES, TIE_STATES, TIE_TESTS

HERE = Path(__file__).parent


def write_report(results: Results, path: Path, *, lang: Lang = "zh") -> None:
    """Write the report; it holds both languages and opens in ``lang``."""
    path.write_text(report_page(results, lang=lang), "utf-8")


def report_page(results: Results, *, lang: Lang = "zh") -> str:
    """The page as text. Every value is escaped; a name the template does not get is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"both": both, "n": "{:,}".format, "masked": masked_digits}
    heat_months, heat_rows = figures.heat(results)
    with_overlap, without = figures.money_at_risk(results)
    family_bars = figures.clues_by_family(results)
    stages = figures.stages(results)
    gaps = figures.gaps(results)
    page = environment.get_template("report.html.j2").render(
        lang=lang,
        css=Markup((HERE / "report.css").read_text("utf-8")),
        results=results,
        county=results.county,
        months=f"{say_month(results.county.first_month)} – {say_month(results.county.last_month)}",
        warning=CLUE_IS_NOT_A_FINDING,
        clues=results.cases.height,
        open_clues=results.cases.filter(results.cases["status"] != "suppressed").height,
        people=results.cases["person_id"].n_unique() - int(results.cases["person_id"].has_nulls()),
        with_overlap=say_yuan(with_overlap),
        without_overlap=say_yuan(without),
        scope=int(results.tallies["scope"].sum()),
        unknown=int(results.tallies["not_evaluable"].sum()),
        rows=results.rows.height,
        files=results.source_files["file"].n_unique(),
        stages=charts.shares(stages, title=Text("从行到疑点", "From rows to clues")),
        family_chart=charts.stacked_bars(
            family_bars, title=Text("疑点按类别和等级", "Clues by family and grade")
        ),
        has_clues=bool(family_bars),
        grades=GRADES,
        heat_months=heat_months,
        heat_rows=heat_rows,
        families=cases_by_family(results),
        rules=figures.rules_judged(results),
        gaps=gaps[: figures.GAPS_SHOWN],
        gaps_total=len(gaps),
        judged_without=figures.judged_without(results),
        registers=figures.registers_read(results),
        share_bar=charts.share_bar,
        findings=results.findings.sort("rows_failed", "register", "field", descending=[True, False, False])
        .head(figures.FINDINGS_SHOWN)
        .to_dicts(),
        findings_total=results.findings.height,
        matching=matching(results),
        faults=sorted_faults(results.faults)[: figures.FAULTS_SHOWN],
        faults_total=len(set(results.faults)),
        checks=results.checks.to_dicts(),
        ties=figures.ties(reconciled(results.facts["tie_out"])),
        tie_tests=TIE_TESTS,
        tie_states=TIE_STATES,
        townships=results.cases.filter(results.cases["status"] != "suppressed")["township"].n_unique(),
        register_name=results.register_name,
        day=figures.said_day,
    )
    return page + "\n"


def both(text: Text) -> Markup:
    """A text in both languages; the style sheet shows the one that is switched on."""
    return Markup('<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>').format(
        text.zh, text.en
    )
