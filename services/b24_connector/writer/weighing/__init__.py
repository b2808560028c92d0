"""Weighs commands of the lane `directory`: what they would change in the portal; nothing is written."""
