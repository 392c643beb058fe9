"""What stands for the functions of libraries in a run on values: Python's own, math, cmath, statistics, numpy."""
