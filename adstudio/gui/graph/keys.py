"""The keys of the graph while it has the focus. The View menu shows them, the list of keys names them."""

from __future__ import annotations

from PySide6.QtCore import Qt

from adstudio.gui.graph.walking import Way

WALKING = Qt.KeyboardModifier.AltModifier
WALKS = {
    Qt.Key.Key_Left: Way.PARENT,
    Qt.Key.Key_Right: Way.CHILD,
    Qt.Key.Key_Up: Way.ABOVE,
    Qt.Key.Key_Down: Way.BELOW,
}
PANNING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
PANS = {  # how far the view moves, in tenths of its size
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
ACTIONS = {  # key: the name of a method of GraphView
    Qt.Key.Key_F: "fit",
    Qt.Key.Key_Z: "zoom_to_selection",
    Qt.Key.Key_C: "zoom_to_step",
    Qt.Key.Key_T: "toggle_trail",
    Qt.Key.Key_M: "toggle_minimap",
    Qt.Key.Key_W: "toggle_words",
    Qt.Key.Key_L: "toggle_legend",
    Qt.Key.Key_1: "natural_size",
    Qt.Key.Key_Plus: "zoom_in",
    Qt.Key.Key_Equal: "zoom_in",
    Qt.Key.Key_Minus: "zoom_out",
    Qt.Key.Key_G: "fold_selection",
    Qt.Key.Key_U: "open_selection",
    Qt.Key.Key_BracketLeft: "previous_pass",
    Qt.Key.Key_BracketRight: "next_pass",
    Qt.Key.Key_Slash: "search",
    Qt.Key.Key_Return: "go_to_selection",
    Qt.Key.Key_Enter: "go_to_selection",
}
