"""The dialogs of the console, one file each."""
