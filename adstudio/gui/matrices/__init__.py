"""Jacobian and Hessian as heat maps."""
