"""Planted cases and near-misses, one file a family of rules; ``kinds`` lists them all."""
