"""What runs: the web process, the job worker and the supervisor that looks after both."""
