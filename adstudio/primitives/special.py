"""Error functions, the inverse of the normal distribution, Γ and its logarithmic derivatives."""

from __future__ import annotations

import math

from adstudio.primitives import polygamma as psi
from adstudio.primitives.elementary import exp
from adstudio.primitives.primitive import Primitive, binary, elementwise, unary

TWO_OVER_ROOT_PI = 2.0 / math.sqrt(math.pi)
ROOT_TAU = math.sqrt(math.tau)


def _probit(p: float) -> float:
    """Φ⁻¹(p), 0 < p < 1. Raises `ValueError` beyond."""
    from statistics import NormalDist  # it takes 6 ms to import, and few programs need it

    return NormalDist().inv_cdf(p)


# None of these has a complex form in `cmath` or numpy, so the complex step can't take them.
# named in rules of this table
digamma: Primitive
polygamma: Primitive

# fmt: off
#                    name         value        on arrays                     the partial; v is the op's own value
erf       = unary("erf",        math.erf,    elementwise(math.erf),        lambda v, x: TWO_OVER_ROOT_PI * exp(-(x * x)),   analytic=None)
erfc      = unary("erfc",       math.erfc,   elementwise(math.erfc),       lambda v, x: -TWO_OVER_ROOT_PI * exp(-(x * x)),  analytic=None)
probit    = unary("probit",     _probit,     elementwise(_probit),         lambda v, x: ROOT_TAU * exp(0.5 * (v * v)),         analytic=None)
gamma     = unary("gamma",      math.gamma,  elementwise(math.gamma),      lambda v, x: v * digamma(x),                     analytic=None)
lgamma    = unary("lgamma",     math.lgamma, elementwise(math.lgamma),     lambda v, x: digamma(x),                         analytic=None)
digamma = unary("digamma",    psi.digamma, elementwise(psi.digamma),     lambda v, x: polygamma(1, x),                    analytic=None)
polygamma = binary("polygamma", psi.polygamma, elementwise(psi.polygamma), None,  lambda v, n, x: polygamma(n + 1, x),      analytic=None)
# fmt: on
