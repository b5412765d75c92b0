"""The kinds of systems that complaints are fetched from: each is one module with a subclass of `Source`."""
