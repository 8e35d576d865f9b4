// More threads than cores: long classes begin earlier, so that none is left alone at the end.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
