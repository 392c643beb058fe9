"""Every elementary operation, once: its value and one partial derivative per argument. Start with `table.py`."""
