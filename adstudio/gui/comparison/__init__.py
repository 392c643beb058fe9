"""Engines side by side, node by node, and two of them in lockstep."""
