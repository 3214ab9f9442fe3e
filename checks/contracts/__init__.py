"""Station 2, contract: REGISTER_ROW → accepted rows | rejected rows with a reason, and findings.

In reading order: ``clauses`` (a register's definition → what its rows must meet), ``particulars``
(the few things a definition does not say), ``contract`` (rows judged, accepted and rejected; start
here), ``conservation`` (no row and no fen is lost, checked in every run). How a cell is read is
``pipelines.read``; whether a payment is right is ``checks.rules``: a row is rejected here only
when it cannot be used at all.
"""
