"""What the benchmarks work with: servers, letters, installations and a stopwatch."""
