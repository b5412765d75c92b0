"""What the floor knows: one search over articles and complaints, articles, scripts, the FAQ site."""
