"""Derivatives of higher order: the ladder, the Taylor polynomial, growth, mixed partials, the nested graph."""
