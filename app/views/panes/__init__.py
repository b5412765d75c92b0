"""The panes of the console; this folder is their registry, one file per pane."""
