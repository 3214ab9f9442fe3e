"""The registers of the county under their canonical names, written from the facts of ``world``.

One file a group of registers. Values are clean and in the registers' own wording; ``truth_<role>``
holds the person number of the person a role names. Damage is ``dirt.py``; files are
``reports/county_files``.
"""
