"""The pages that a supported person sees, and those who act for them or work beside them."""
