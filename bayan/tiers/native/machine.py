"""LLVM, through llvmlite: text in, object code out; and object code that is not known elsewhere
(see elf) made part of the process.
"""

from __future__ import annotations

from .elf import Loaded
from .symbols import INTERPRETER, OTHERS, address_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Unavailable(Exception):  # noqa: N818 (it is an answer)
    """There is no llvmlite, or it does not work here."""


class Machine:
    """LLVM for this processor; one for the process, made when first asked for."""

    def __init__(self) -> None:
        try:
            from llvmlite import binding  # type: ignore[import-untyped]
        except Exception as error:  # a broken installation can raise anything
            raise Unavailable(str(error)) from error
        self.binding: Any = binding
        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        self.processor: str = binding.get_host_cpu_name()
        self.features: str = binding.get_host_cpu_features().flatten()
        self.target: Any = binding.Target.from_default_triple().create_target_machine(
            opt=2, cpu=self.processor, features=self.features, reloc="pic", codemodel="default"
        )
        # Made when it is needed.
        self.linker: Any = None
        self.loaded = 0

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

    def load(
        self, code: bytes, names: tuple[str, ...], others: dict[str, int] | None = None
    ) -> Loaded:
        """Make object code part of the process; gives the addresses of `names`.

        others: addresses of what this code names beside all that code may name.
        """
        if self.linker is None:
            self.linker = self.binding.create_lljit_compiler(self.target, use_jit_link=True)
        builder = self.binding.JITLibraryBuilder().add_object_img(code)
        for name in (*INTERPRETER, *OTHERS):
            address = address_of(name)
            if address is not None:
                builder.import_symbol(name, address)
        for name, address in (others or {}).items():
            builder.import_symbol(name, address)
        for name in names:
            builder.export_symbol(name)
        self.loaded += 1
        library = builder.link(self.linker, f"kernel{self.loaded}")
        return Loaded(library, {name: library[name] for name in names})


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
