"""The tiers: ways to run a program, from the tree-walker up, and the doorway between them."""
