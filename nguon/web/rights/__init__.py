"""The rights desk: requests of people about their own data."""
