"""The error of finite differences against the step size."""
