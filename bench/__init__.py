"""Speed and accuracy, side by side with peers: the folder is the registry, one file per question."""
