"""How a scenario is tested."""
