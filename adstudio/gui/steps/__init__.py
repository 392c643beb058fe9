"""What the step does, and the evaluation trace around it."""
