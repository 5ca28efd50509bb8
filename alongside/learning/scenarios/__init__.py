"""Dilemmas: stories with choices that are neither right nor wrong; how they are read and played."""
