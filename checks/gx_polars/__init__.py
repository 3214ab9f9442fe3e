"""Great-expectations on polars: an execution engine, and a fast way to ask a frame many questions.

In reading order: ``conditions`` (what a map metric means, pure polars), ``engine`` (batches,
domains, row conditions), ``metrics`` (their registration), ``graph`` (the framework's own way),
``validate`` (frame × expectations → verdicts; start here). Nothing of this project is imported,
and importing ``validate`` does not import great-expectations.
"""
