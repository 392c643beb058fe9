"""What forward and reverse mode cost on this program."""
