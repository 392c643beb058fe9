"""The common format every engine writes and every view reads: a Wengert list with sweeps over it."""
