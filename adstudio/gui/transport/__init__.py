"""Step, play and scrub."""
