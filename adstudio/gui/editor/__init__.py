"""The program: its text, its margin, and the link between expressions and nodes."""
