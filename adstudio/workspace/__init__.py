"""The state of the window without Qt: document, cursor, selection, settings, session. Views observe it."""
