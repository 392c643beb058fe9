"""What a group of nodes may be, as the column `Folding.kind` has it."""

CALL, LOOP, PASS = 0, 1, 2
