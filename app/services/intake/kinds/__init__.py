"""The kinds of files of plain rows that can be imported: each is one module with a subclass of `FileKind`."""
