"""Station 1, read: data folder → REGISTER_ROW, MEMBER_ROW, ROW, FOOTER, SOURCE_FILE, faults, guesses.

In reading order: ``county`` (all files) → ``files``, ``archives`` (which there are) → ``cache`` →
``read_file`` (one file) → ``sheets``, ``workbooks``, ``text_tables``, ``compound``,
``number_cells``, ``sheet`` (bytes → grids of text) → ``header``, ``aliases``, ``columns``,
``members`` (what the columns are) → ``sheet_of``, ``tables_of_sheets``, ``sheet_months``,
``sheet_warnings``, ``periods``, ``rows``, ``footers`` (what the rows are) → ``values``,
``text_values``, ``date_values``, ``number_values``, ``codes`` (what the cells say); ``messages``,
``folding`` and ``output`` serve them all.

Not here: opening ``rules/`` (``checks.rules.load``), refusing single rows (``checks.contracts``),
who a person is (``pipelines.identify``).
"""

from pipelines.read.county import read_county

__all__ = ["read_county"]
