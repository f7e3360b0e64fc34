"""The rules of handing over: who may take a lead, whose turn it is, which pool. Pure, standard library only."""
