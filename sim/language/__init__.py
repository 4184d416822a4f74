"""What a scenario says: from YAML text to a frozen, checked Scenario, and from it to English."""
