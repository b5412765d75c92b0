"""Finds what shiboken still wraps although Qt has destroyed it, which crashes the program, sooner or later.

Qt tells Python of the end of QObjects only. The wrapper of anything else that C++ made stays at its address as long as
somebody holds it; once Qt destroys what Python made at that address, shiboken frees that one's wrapper and goes on to
use it (`Object::destroy` of libshiboken 6.11, which asks whether the address has a wrapper, not which). A layout holds
the wrapper of every item it was asked for, and of the items of a layout that was put into it.
"""

import shiboken6
from PySide6.QtCore import QCoreApplication, QMetaObject, QObject
from PySide6.QtWidgets import QLayout, QLayoutItem


def left_behind() -> list[shiboken6.Object]:
    """Return the wrappers of what Python neither made nor owns: all but QObjects, classes, and what is in a layout."""
    wrappers = shiboken6.getAllValidWrappers()
    layouts = [each for each in wrappers if isinstance(each, QLayout)]
    return [
        each
        for each in wrappers
        if not isinstance(each, QObject | QMetaObject)
        and not shiboken6.createdByPython(each)
        and not shiboken6.ownedByPython(each)
        and not (isinstance(each, QLayoutItem) and any(layout.indexOf(each) >= 0 for layout in layouts))
    ]


def astray() -> list[QObject]:
    """Return the QObjects that Python made in another thread than Qt's own: they hear nothing, and die in it."""
    application = QCoreApplication.instance()
    made = filter(shiboken6.createdByPython, shiboken6.getAllValidWrappers())
    objects = [each for each in made if isinstance(each, QObject)]
    return [each for each in objects if application and each.thread() != application.thread()]
