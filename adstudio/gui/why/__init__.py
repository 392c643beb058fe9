"""Why a number is so, and where it goes."""
