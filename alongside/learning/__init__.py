"""Growing capable: what somebody learns here is their own, and about no client."""
