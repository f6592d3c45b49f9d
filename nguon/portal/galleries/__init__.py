"""Albums of pictures and video clips of the public site; start at ``operations``."""
