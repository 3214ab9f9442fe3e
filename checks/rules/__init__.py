"""Station 5: facts + rules written in YAML → a clue, clean or not evaluable for every unit in scope.

Reading a rule, in order:

1. ``load``: the files of ``rules/`` and ``county.yaml``; the only module that opens them.
2. ``strict_yaml`` → ``values``, ``document``: text with positions → values of declared keys
   (``rule_keys``, ``register_file``, ``vocabulary_file``, ``programme_file``, ``county_file``,
   ``standards_file``).
3. ``rule_file``: one rule; its parameters (``rule_parameters``), the slots of its shape (``shape_spec``,
   ``slots``), evidence (``evidence_file``) and tests (``rule_tests_file``).
4. ``tokens`` → ``parse`` → ``typecheck`` → ``compile``: an expression as text, tree, typed tree, polars.
5. ``templates``, ``sentence``: the sentences of clues, and conditions in words.

Judging, in order: ``requirements``, ``shapes/``, ``outcome``, ``amounts``, ``clues`` (``sayings``),
``evidence``, ``grades``, ``accounts`` (the books), joined by ``judge``.

What does not belong here: what a fact is (``pipelines.facts``), what was decided about a clue before
(``pipelines.followup``), how anything looks on paper (``reports``).
"""
