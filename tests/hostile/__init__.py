"""Files that somebody might send to do harm, made by a script; every one of them is inert here."""
