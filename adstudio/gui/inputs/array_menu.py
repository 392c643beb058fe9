"""The menu of an array input: fill it, load and save it, change its shape. What is typed is asked for in a dialog."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from adstudio.workspace import array_edits, array_files
from adstudio.workspace.document import Document
from adstudio.workspace.expression import number, spelled
from adstudio.workspace.inputs import Input, sized

OPENED = "Numbers (*.csv *.tsv *.txt *.npy);;All files (*)"
SAVED = "CSV (*.csv);;numpy (*.npy)"

Make = Callable[[Input], Input]


class ArrayCommands:
    """What can be done to one array input at once. What goes wrong is told to `complain`, "" where nothing did."""

    def __init__(self, document: Document, name: str, parent: QWidget, complain: Callable[[str], None]) -> None:
        self._document, self._name, self._parent, self._complain = document, name, parent, complain

    @property
    def item(self) -> Input:
        """The input as it is now. Raises `KeyError` where the program has it no more."""
        for item in self._document.inputs:
            if item.name == self._name:
                return item
        raise KeyError(self._name)

    def apply(self, make: Make) -> None:
        """Change the input, or say why it can't be."""
        try:
            made = make(self.item)
        except KeyError:
            self._complain(f"the program has no input {self._name} any more")
            return
        except (ValueError, OSError) as error:
            self._complain(str(error))
            return
        self._complain("")
        self._document.set_input(made)

    def fill_menu(self, menu: QMenu) -> None:
        """Add the commands to a menu."""
        item = self.item

        def add(title: str, run: Callable[[], object], enabled: bool = True) -> None:
            entry = menu.addAction(title)
            entry.setEnabled(enabled)
            entry.triggered.connect(lambda _on=False: run())

        add("Reset to the program's values", partial(self.apply, Input.reset), item.edited)
        menu.addSeparator()
        add("Fill with…", self.ask_fill)
        add("Zeros", partial(self.apply, lambda x: array_edits.filled(x, 0.0)))
        add("Ones", partial(self.apply, lambda x: array_edits.filled(x, 1.0)))
        add(f"Random, {spelled(item.low)} to {spelled(item.high)}", partial(self.apply, array_edits.uniform))
        add("Random, normal", partial(self.apply, array_edits.normal))
        add("Evenly from … to…", self.ask_linspace)
        if len(item.shape or ()) == 2 and item.shape is not None and item.shape[0] == item.shape[1]:
            add("Identity", partial(self.apply, array_edits.identity))
        menu.addSeparator()
        if item.resizable:
            add("Change the shape…", self.ask_shape)
        add("Load a file…", self.ask_load)
        add("Save as…", self.ask_save)

    # -- asking ----------------------------------------------------------------------------------------------------

    def ask_fill(self) -> None:
        """For a number."""
        self._ask("Fill", f"Every entry of {self._name}", "0", lambda x, text: array_edits.filled(x, number(text)))

    def ask_linspace(self) -> None:
        """For two numbers."""
        self._ask(
            "Evenly spaced",
            f"The first and the last entry of {self._name}",
            "0, 1",
            lambda x, text: array_edits.linspace(x, *array_edits.ends_of(text)),
        )

    def ask_shape(self) -> None:
        """For sizes."""
        now = ", ".join(map(str, self.item.shape or (1,)))
        self._ask(
            "Change the shape",
            f"{self._name} is {sized(self.item.shape)}; entries keep their places",
            now,
            lambda x, text: array_edits.reshaped(x, array_edits.shape_of(text)),
        )

    def _ask(self, title: str, label: str, text: str, make: Callable[[Input, str], Input]) -> None:
        dialog = QInputDialog(self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(text)
        dialog.textValueSelected.connect(lambda typed: self.apply(lambda item: make(item, typed)))
        dialog.open()

    def ask_load(self) -> None:
        """For a file."""
        name, _ = QFileDialog.getOpenFileName(self._parent, f"Load {self._name}", self._folder(), OPENED)
        if name:
            self.apply(lambda item: array_files.load(Path(name), item))

    def ask_save(self) -> None:
        """For a file to write."""
        start = str(Path(self._folder()) / f"{self._name}.csv")
        name, chosen = QFileDialog.getSaveFileName(self._parent, f"Save {self._name} as", start, SAVED)
        if not name:
            return
        path = Path(name)
        if not path.suffix:
            path = path.with_suffix(".npy" if "npy" in chosen else ".csv")
        try:
            array_files.save(path, self.item)
        except (ValueError, OSError) as error:
            self._complain(str(error))
        else:
            self._complain("")

    def _folder(self) -> str:
        path = self._document.path
        return str(Path.home() if path is None else path.parent)
