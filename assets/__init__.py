"""The Dagster shell: one thin module a station, and how they are joined.

``definitions.py`` joins what its neighbours export. An asset's body is one call into a station;
a polars expression or a decision about data in this folder is in the wrong place.
"""
