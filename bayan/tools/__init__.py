"""Tools beside the runtime; each is loaded only when it is asked for."""
