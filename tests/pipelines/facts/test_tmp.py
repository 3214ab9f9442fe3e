def test_empty(world):
    from pipelines.tables import FACTS
    f=world.facts()
    assert set(f)==set(FACTS)
def test_some(world):
    world.line("wang",42000)
    world.household("wang","NC1",42000,headcount=1)
    f=world.facts()
    for k,v in f.items():
        if v.height: print(k, v.to_dicts())
