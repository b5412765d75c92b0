"""One file a report; the folder is the registry."""
