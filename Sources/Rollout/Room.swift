// What lives here: see docs/architecture.md.
