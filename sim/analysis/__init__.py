"""What many rollouts mean: shares, times, paths, each with how well they are known."""
