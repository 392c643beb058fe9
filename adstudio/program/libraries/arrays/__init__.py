"""The functions of numpy on values, and on arrays and lists that hold values."""
