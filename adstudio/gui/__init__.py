"""The window: Qt, one module a panel. Panels observe the models of `workspace` and never write during a refresh."""
