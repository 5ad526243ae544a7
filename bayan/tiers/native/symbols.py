"""What kernels name and don't hold themselves, and where it lies in the process."""

from __future__ import annotations

from .layout import layout

# Functions and objects of the interpreter that kernels name.
INTERPRETER = (
    "PyBool_Type",
    "PyDict_GetItem",
    "PyErr_CheckSignals",
    "PyErr_Occurred",
    "PyEval_RestoreThread",
    "PyEval_SaveThread",
    "PyFloat_FromDouble",
    "PyFloat_Type",
    "PyGC_Disable",
    "PyGC_Enable",
    "PyInterpreterState_Get",
    "PyList_Append",
    "PyList_GetSlice",
    "PyList_Insert",
    "PyList_New",
    "PyList_Reverse",
    "PyList_SetSlice",
    "PyList_Sort",
    "PyList_Type",
    "PyLong_FromLongLong",
    "PyLong_Type",
    "PyMem_RawCalloc",
    "PyMem_RawFree",
    "PyObject_Vectorcall",
    "PySequence_Concat",
    "PySequence_List",
    "PySequence_Repeat",
    "PySlice_AdjustIndices",
    "PyThreadState_Get",
    "PyTuple_Type",
    "PyUnicode_Type",
    "_Py_Dealloc",
    "_Py_FalseStruct",
    "_Py_NoneStruct",
    "_Py_TrueStruct",
)

# Functions of the C library, by the name without OF_C; LLVM does not know them under these
# names, and so never computes them in another way than the library does.
LIBRARY = ("fmod", "pow", "sin", "cos", "tan", "asin", "acos", "atan", "tanh", "exp", "log",
           "log2", "log10", "atan2", "sinh", "cosh", "asinh", "expm1", "erf")  # fmt: skip
OF_C = "py."

# What goes by names of our own: those, the interpreter's small ints, and the deallocator, by a
# name under which LLVM expects that it may change any object.
DEALLOCATOR = "object.dealloc"
SMALL_INTS = "small_ints"
OTHERS = (*[OF_C + name for name in LIBRARY], "memcpy", DEALLOCATOR, SMALL_INTS)

_known: dict[str, int | None] = {}


def address_of(name: str) -> int | None:
    """The address of one of INTERPRETER and OTHERS; None for anything else, and for what this
    interpreter does not have.
    """
    if name not in _known:
        _known[name] = _find(name)
    return _known[name]


def _find(name: str) -> int | None:
    import ctypes

    if name == SMALL_INTS:
        objects = layout()
        return None if objects is None else objects.small_ints
    if name in OTHERS:
        name = "_Py_Dealloc" if name == DEALLOCATOR else name.removeprefix(OF_C)
    elif name not in INTERPRETER:
        return None
    try:
        return ctypes.addressof(ctypes.c_char.in_dll(ctypes.CDLL(None), name))
    except ValueError:
        return None
