"""What is tested here: returns that are read, imports that disagree, and who may see them."""
