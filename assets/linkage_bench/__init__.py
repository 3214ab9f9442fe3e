"""How good and how fast is record linkage: public sets with truth, the measures, and a peer.

In reading order: ``identity`` the benchmark from set to set; ``sets`` the public sets, ``county_files``
and ``county_set`` the synthetic county, ``profiles`` its mentions for engines that know no county; ``plans``
and ``engine`` our side; ``splink_settings``, ``splink_documented``,
``splink_best``, ``splink_county`` and ``splink_peer`` the peer's; ``same_pairs`` speed on identical work;
``measures`` and ``judged`` right and wrong counted; ``identity_tables`` and ``table`` what is printed.

The engine under test is not here: it lives in ``pipelines/``.
"""
