"""flashpoint: escalation scenarios, from a readable file to the spread of what follows from it."""
