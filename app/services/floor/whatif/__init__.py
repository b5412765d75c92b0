"""The what-if (推演): the coming hours of the floor simulated from its live state, with and without help.

`reading` looks at the floor, `simulation` answers for mixes of help, `outcome` puts the answer into figures. Only
`reading` knows the database: the process that computes does without it.
"""
