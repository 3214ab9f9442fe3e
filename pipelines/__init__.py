"""Pure transformations: frames in, frames out.

One folder a station (read, identify, facts, followup) plus the synthetic county. The stations
meet only through the tables of ``pipelines.tables``; nothing here knows Dagster, opens ``rules/``
or writes what people receive.
"""
