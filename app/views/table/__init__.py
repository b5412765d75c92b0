"""The table of every pane: its model, columns, order, groups and painting."""
