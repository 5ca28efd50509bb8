"""Tests of the library of guides."""
