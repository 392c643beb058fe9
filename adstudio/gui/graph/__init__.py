"""The stepping graph: a scene of cards and edges, painted from arrays, and what can be done with it."""
