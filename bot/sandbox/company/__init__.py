"""The companies that a sandbox can be: people, rooms, vendors and a catalog, seeded to match each other."""
