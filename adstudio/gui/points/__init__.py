"""Kept points, side by side."""
