"""Weighs commands of the lane `directory`: what they would change in 1C; nothing is written."""
