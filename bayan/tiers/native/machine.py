"""LLVM, through llvmlite: text in, object code out, and object code loaded into the process."""

from __future__ import annotations

from .layout import layout
from .prelude import LIBRARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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


class Unavailable(Exception):  # noqa: N818 (it is an answer)
    """There is no llvmlite, or it does not work here."""


class Machine:
    """LLVM for this processor; one for the process, made when first asked for."""

    def __init__(self) -> None:
        import ctypes

        try:
            from llvmlite import binding  # type: ignore[import-untyped]
        except Exception as error:  # a broken installation can raise anything
            raise Unavailable(str(error)) from error
        self.binding: Any = binding
        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        self.version = f"{binding.llvm_version_info}"
        self.processor: str = binding.get_host_cpu_name()
        self.features: str = binding.get_host_cpu_features().flatten()
        self.target: Any = binding.Target.from_default_triple().create_target_machine(
            opt=2, cpu=self.processor, features=self.features, reloc="pic", codemodel="default"
        )
        self.linker: Any = binding.create_lljit_compiler(self.target, use_jit_link=True)
        self.loaded = 0
        self.symbols = _symbols(ctypes)

    def optimized(self, text: str) -> Any:
        """A module of LLVM, parsed, verified and optimized."""
        binding = self.binding
        module = binding.parse_assembly(text)
        module.verify()
        options = binding.create_pipeline_tuning_options(speed_level=2)
        builder = binding.create_pass_builder(self.target, options)
        builder.getModulePassManager().run(module, builder)
        return module

    def object_code(self, text: str) -> bytes:
        """Machine code for a module given as text."""
        code: bytes = self.target.emit_object(self.optimized(text))
        return code

    def load(self, code: bytes, names: tuple[str, ...]) -> Loaded:
        """Make object code part of the process; gives the addresses of `names`."""
        builder = self.binding.JITLibraryBuilder().add_object_img(code)
        for name, address in self.symbols.items():
            builder.import_symbol(name, address)
        for name in names:
            builder.export_symbol(name)
        self.loaded += 1
        library = builder.link(self.linker, f"kernel{self.loaded}")
        return Loaded(library, {name: library[name] for name in names})


class Loaded:
    """Code in the process, for as long as this lives."""

    __slots__ = ("addresses", "library")

    def __init__(self, library: Any, addresses: dict[str, int]) -> None:
        self.library = library
        self.addresses = addresses


_machine: list[Machine | Unavailable] = []


def machine() -> Machine:
    """The process's Machine; raises Unavailable where there can be none."""
    if not _machine:
        try:
            _machine.append(Machine())
        except Unavailable as error:
            _machine.append(error)
    found = _machine[0]
    if isinstance(found, Unavailable):
        raise found
    return found


def known_to_be_missing() -> bool:
    """Whether the Machine was asked for before, in vain."""
    return bool(_machine) and isinstance(_machine[0], Unavailable)


def _symbols(ctypes: Any) -> dict[str, int]:
    """Addresses of what kernels name and don't hold themselves."""
    process = ctypes.CDLL(None)
    addresses = {}
    for name in INTERPRETER:
        if hasattr(ctypes.pythonapi, name):
            addresses[name] = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, name))
    for name in LIBRARY:
        addresses[f"py.{name}"] = ctypes.cast(getattr(process, name), ctypes.c_void_p).value
    # The same function, by a name under which LLVM expects that it may change any object.
    addresses["object.dealloc"] = addresses["_Py_Dealloc"]
    objects = layout()
    if objects is not None:
        addresses["small_ints"] = objects.small_ints
    return addresses
