"""Forward mode over a recorded program: each node's tangent is the sum of partial times parent's tangent."""

import numpy as np

from adstudio.api import SweepKind, directions, record


class TangentEngine:
    """One tangent sweep for each direction."""

    def run(self, program, request, recorder):
        """Record the program, then sweep forwards."""
        recording = record(program, request.at, recorder)
        recorder.sweep(SweepKind.PRIMAL, [])
        nodes = recording.nodes
        for direction in directions(recording, request):
            tangent = np.zeros(len(nodes))
            for row, weight in direction.seed:
                tangent[row] = weight
            for row in range(len(nodes)):
                for edge in nodes.edges(row):
                    if tangent[nodes.parent[edge]] != 0.0:
                        tangent[row] += nodes.partial[edge] * tangent[nodes.parent[edge]]
            recorder.sweep(SweepKind.TANGENT, tangent, seed=direction.seed, label=direction.label)
