"""numpy.linalg on values: which of its functions are bound, and where they are written."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.program import numpy_elimination, numpy_norms, numpy_orthogonal, numpy_spectral, numpy_tensors
from adstudio.program.numpy_complex import of_reals

# fmt: off
FUNCTIONS = (
    numpy_elimination.det,  numpy_elimination.slogdet,  numpy_elimination.solve,      numpy_elimination.inv,
    numpy_elimination.cholesky,
    numpy_orthogonal.qr,    numpy_orthogonal.lstsq,     numpy_orthogonal.pinv,
    numpy_spectral.eigh,    numpy_spectral.eigvalsh,    numpy_spectral.svd,           numpy_spectral.svdvals,
    numpy_norms.norm,       numpy_norms.cond,           numpy_norms.vector_norm,      numpy_norms.matrix_norm,
    numpy_norms.matrix_rank,
    numpy_tensors.tensorsolve, numpy_tensors.tensorinv, numpy_tensors.matrix_power,
)
# fmt: on
# of real matrices only
REAL = (
    *(numpy_elimination.slogdet, numpy_elimination.cholesky),
    *(numpy_orthogonal.qr, numpy_orthogonal.lstsq, numpy_orthogonal.pinv),
    *(numpy_spectral.eigh, numpy_spectral.eigvalsh, numpy_spectral.svd, numpy_spectral.svdvals, numpy_norms.cond),
)
LINALG: dict[str, Any] = {
    function.__name__: of_reals(function, getattr(np.linalg, function.__name__)) if function in REAL else function
    for function in FUNCTIONS
    if hasattr(np.linalg, function.__name__)
}
