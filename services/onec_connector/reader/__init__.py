"""Touched ids → snapshots → facts."""
