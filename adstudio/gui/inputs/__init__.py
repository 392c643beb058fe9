"""The point: a slider, a number or a table an input, and the slopes there."""
