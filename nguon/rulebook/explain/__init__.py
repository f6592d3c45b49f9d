"""Why a verdict is as it is, and why a step may or may not be done. Start at ``why``."""
