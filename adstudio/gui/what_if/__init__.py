"""Seeds, and values and adjoints put in by hand."""
