"""The synthetic county as frames: people, registers, planted cases, near-misses and their truth.

``synthetic_county(CountyPlan) → SyntheticCounty``; writing it as files is ``reports.county_files``.
Reading order:

plan.py         what is asked for and what comes out
people.py       who lives there (places, families, naming, numbers; the cast of the cases)
world.py        what is true of them: mortality, children, recipients, standings, cases/
rolls.py        what is due; payments.py what was paid; books.py batches, bank return, ledger
registers/      the registers under their canonical names
dirt.py         which cells of the files are damaged, damage.py how; truth.py and record_truth.py what
must be found
county.py       all of it, in order

Everybody is invented: numbers begin with 3399, accounts with 6221809999, phones with 1390000. No files,
no rules
and no matching belong here.
"""

from pipelines.synthetic.county import synthetic_county
from pipelines.synthetic.plan import CountyPlan, SyntheticCounty

__all__ = ["CountyPlan", "SyntheticCounty", "synthetic_county"]
