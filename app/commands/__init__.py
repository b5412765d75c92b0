"""The sub-commands of main.py, one file each; the folder is the registry."""
