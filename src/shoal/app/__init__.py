"""Where everything is put together: settings, clock, wiring, command line. Only here a store is picked or time read."""
