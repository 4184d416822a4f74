"""What a scenario does: rules R1 to R36, one rollout or many."""
