"""The pages of a case's right column beside its deadlines; one file with a `CasePart` each."""
