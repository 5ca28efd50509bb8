"""What every room stands on: who acts, the trail, drafts, the database, the base page."""
