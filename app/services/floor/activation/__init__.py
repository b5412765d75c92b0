"""Backup staff (备班): who may be called, the call of each, coming on, going back, and what it brought."""
