"""Writes the synthetic county as a county really sends its registers.

``write_county(county, folder)``. layouts.py: what each office sends; cells.py: values as offices write them;
sheets.py: rows → sheets with titles, headers, footers and disorder; files.py: sheets → bytes; write.py:
the folder and the truth beside it. Making the
county is ``pipelines.synthetic``; reading files is ``pipelines.read``.
"""

from reports.county_files.write import write_county

__all__ = ["write_county"]
