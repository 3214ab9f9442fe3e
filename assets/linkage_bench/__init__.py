"""How good and how fast is record linkage: public sets with truth, the measures, and a peer.

``sets.py`` reads the public benchmark sets; ``measures.py`` counts right and wrong pairs and
clusters; ``splink_settings.py`` says how the peer is set up and ``splink_peer.py`` runs it.
The engine under test is not here: it lives in ``pipelines/``.
"""
