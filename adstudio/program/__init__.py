"""A user's function: loading it, giving it inputs, calling it, and knowing where in its source each operation is."""
