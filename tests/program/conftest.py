"""Here, so that `running` can be imported by the tests in the folders below, too."""
