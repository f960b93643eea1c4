"""The formats of others: readers that bring what they hold into the shape of our catalog file."""
