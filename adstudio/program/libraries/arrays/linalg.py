"""numpy.linalg on values: which of its functions are bound, and where they are written."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.program.libraries.arrays import elimination, norms, orthogonal, spectral, tensors
from adstudio.program.libraries.arrays.complex_numbers import of_reals
from adstudio.program.libraries.arrays.results import knowing

# fmt: off
FUNCTIONS = (
    elimination.det,  elimination.slogdet,  elimination.solve,      elimination.inv,
    elimination.cholesky,
    orthogonal.qr,    orthogonal.lstsq,     orthogonal.pinv,
    spectral.eigh,    spectral.eigvalsh,    spectral.svd,           spectral.svdvals,
    norms.norm,       norms.cond,           norms.vector_norm,      norms.matrix_norm,
    norms.matrix_rank,
    tensors.tensorsolve, tensors.tensorinv, tensors.matrix_power,
)
# fmt: on
# of real matrices only
REAL = (
    *(elimination.slogdet, elimination.cholesky),
    *(orthogonal.qr, orthogonal.lstsq, orthogonal.pinv),
    *(spectral.eigh, spectral.eigvalsh, spectral.svd, spectral.svdvals, norms.cond),
)
LINALG: dict[str, Any] = knowing(
    {
        function.__name__: of_reals(function, getattr(np.linalg, function.__name__)) if function in REAL else function
        for function in FUNCTIONS
        if hasattr(np.linalg, function.__name__)
    }
)
