"""The ways out of the house for a message: a channel is one file of this folder."""
